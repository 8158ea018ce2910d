import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandOf, shownScore } from '@/domain/bands';
import { type AttackTrace, factorUse, type SignIn } from './factor-use';
import { humanRisk } from './human-risk';
import type { Posture } from './posture';
import { IMPORTED_CATEGORIES } from './risk-category';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 27, 9, 30);

const FACTORS = [
  'sms_passcode',
  'phone_call',
  'passcode',
  'duo_push',
  'verified_duo_push',
  'remembered_device',
];

/** Sign-ins whose keys begin with `prefix`, so that two lists never share one. */
const signIns = (prefix: string): fc.Arbitrary<SignIn[]> =>
  fc
    .array(
      fc.record({
        factor: fc.option(fc.constantFrom(...FACTORS)),
        succeeded: fc.boolean(),
        anchored: fc.boolean(),
        occurredAt: fc.integer({ min: NOW - 120 * DAY, max: NOW }),
      }),
      { maxLength: 30 },
    )
    .map((list) =>
      list.map(({ anchored, ...signIn }, index) => ({
        ...signIn,
        signalKey: `${prefix}${index}`,
        anchor: anchored ? `tx:${prefix}${index}` : null,
      })),
    );

const posture: fc.Arbitrary<Omit<Posture, 'factors'>> = fc.record({
  users: fc.array(
    fc.record({
      username: fc.constant('ada'),
      status: fc.constantFrom('active', 'bypass', 'locked out', 'disabled'),
      enrolled: fc.option(fc.boolean()),
      usable: fc.option(fc.boolean()),
      gone: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  devices: fc.array(
    fc.record({
      name: fc.constant('Phone'),
      platform: fc.option(fc.constantFrom('Apple iOS', 'Windows', 'Linux')),
      version: fc.option(fc.constantFrom('8', '10', '11', '17.7')),
      browsers: fc.array(fc.constantFrom('Chrome 120.0', 'Firefox 141.0'), { maxLength: 2 }),
      encrypted: fc.option(fc.boolean()),
      locked: fc.option(fc.boolean()),
      tampered: fc.option(fc.boolean()),
      lastSeenAt: fc.option(fc.integer({ min: NOW - 200 * DAY, max: NOW })),
    }),
    { maxLength: 3 },
  ),
  imported: fc.array(
    fc.record({
      category: fc.constantFrom(...IMPORTED_CATEGORIES),
      day: fc.integer({ min: 0, max: 400 }).map((ago) => Math.floor(NOW / DAY) * DAY - ago * DAY),
      value: fc.double({ min: 0, max: 10, noNaN: true }),
      note: fc.constant(null),
    }),
    { maxLength: 6 },
  ),
});

/** Events on attacks: each rests on some of the attack's sign-ins, by their keys or by the authentication they are of. */
function traces(attack: readonly SignIn[]): AttackTrace[] {
  return attack.map(({ signalKey, anchor }) =>
    anchor === null ? { anchor: `sig:${signalKey}`, signalKeys: [signalKey] } : { anchor, signalKeys: [] },
  );
}

describe('property 1: adding identity events never changes a human risk score', () => {
  it('holds for any attack, with all of its sign-ins', () => {
    fc.assert(
      fc.property(posture, signIns('own'), signIns('attack'), (rest, own, attack) => {
        const quiet = humanRisk({ ...rest, factors: factorUse(own, []) }, {}, NOW);
        const attacked = humanRisk(
          { ...rest, factors: factorUse([...own, ...attack], traces(attack)) },
          {},
          NOW,
        );
        expect(attacked).toEqual(quiet);
      }),
    );
  });

  it('holds for events that rest on refusals, on other records, or on nothing of this person', () => {
    fc.assert(
      fc.property(posture, signIns('own'), fc.array(fc.uuid()), (rest, own, others) => {
        const refusals = own
          .filter(({ succeeded }) => !succeeded)
          .map((signIn) => ({ ...signIn, anchor: null }));
        const foreign = others.map((id) => ({ anchor: `rep:${id}`, signalKeys: [id] }));
        const quiet = humanRisk({ ...rest, factors: factorUse(own, []) }, {}, NOW);
        const attacked = humanRisk(
          { ...rest, factors: factorUse(own, [...traces(refusals), ...foreign]) },
          {},
          NOW,
        );
        expect(attacked).toEqual(quiet);
      }),
    );
  });

  it('can fail: the factor that an attacker got through with would count without its event', () => {
    const attack = {
      signalKey: 'a',
      anchor: 'tx:1',
      factor: 'sms_passcode',
      succeeded: true,
      occurredAt: NOW,
    };
    const rest = { users: [], devices: [], imported: [] };
    expect(humanRisk({ ...rest, factors: factorUse([attack], []) }, {}, NOW).score).toBe(6);
    expect(humanRisk({ ...rest, factors: factorUse([attack], traces([attack])) }, {}, NOW).score).toBeNull();
  });
});

describe('any human risk score', () => {
  it('lies between 0 and 10, and its number and its band agree', () => {
    fc.assert(
      fc.property(posture, signIns('own'), (rest, own) => {
        const { score } = humanRisk({ ...rest, factors: factorUse(own, []) }, {}, NOW);
        if (score === null) return;
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(10);
        expect(bandOf(shownScore(score))).toBe(bandOf(score));
      }),
    );
  });

  it('does not rise while nothing happens', () => {
    fc.assert(
      fc.property(posture, fc.integer({ min: 0, max: 80 }), (rest, days) => {
        // Devices that fall out of use, and categories that fall silent, change who is in the mean; these do not.
        const still: Posture = { ...rest, devices: [], factors: [] };
        const now = humanRisk(still, {}, NOW).score ?? 0;
        expect(humanRisk(still, {}, NOW + days * DAY).score ?? 0).toBeLessThanOrEqual(now + 1e-12);
      }),
    );
  });

  it('is the same whatever the order of what it rests on', () => {
    fc.assert(
      fc.property(posture, signIns('own'), (rest, own) => {
        const one = humanRisk({ ...rest, factors: factorUse(own, []) }, {}, NOW);
        const other = humanRisk(
          {
            users: rest.users,
            devices: [...rest.devices].reverse(),
            imported: rest.imported,
            factors: factorUse([...own].reverse(), []),
          },
          {},
          NOW,
        );
        expect(other.score).toEqual(one.score);
      }),
    );
  });
});
