import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccountSignal, detectAccount } from './detect-account';
import { detectPerson } from './detect-person';
import { DEFAULT_SETTINGS, type SettingsHistory } from './detector-settings';
import { Habits } from './habits';
import {
  colleagues,
  everyday,
  LAGOS,
  raisedOf,
  refusal,
  signIn,
  T0,
  thresholds,
  WITH_ASN,
} from './records-for-tests';
import { surroundingsOf } from './surroundings';
import { DAY_MS, dayOf, MINUTE_MS } from './terms';

/** Life and attacks of a small account, with times that coincide. */
const ACCOUNT: readonly AccountSignal[] = [
  ...everyday(),
  ...everyday({ person: 'ben', access: { epkey: 'EP-BEN' } }),
  ...everyday({ person: 'cem', access: { epkey: 'EP-CEM' } }),
  ...colleagues(6, { ip: '192.0.2.7', city: 'Munich', country: 'Germany' }),
];
const anyAttack = fc
  .record({
    minute: fc.integer({ min: 0, max: 3_000 }),
    person: fc.constantFrom('ada', 'ben', 'cem', 'dora', null),
    result: fc.constantFrom('success' as const, 'denied' as const),
    reason: fc.constantFrom('no_response', 'user_mistake', 'invalid_passcode'),
    factor: fc.constantFrom('duo_push', 'sms_passcode', 'bypass_code'),
    ip: fc.constantFrom('197.210.64.12', '203.0.113.10', '91.10.20.30', '192.0.2.9'),
    epkey: fc.constantFrom('EP-STRANGER', 'EP-LAPTOP', 'EP-OTHER', null),
    eventType: fc.constantFrom('authentication', 'authentication', 'enrollment'),
  })
  .map(({ minute, person, result, reason, factor, ip, epkey, eventType }) =>
    signIn(T0 + minute * MINUTE_MS, {
      person,
      result,
      reason: result === 'success' ? 'user_approved' : reason,
      factor,
      eventType,
      access: { ...(ip.startsWith('197') ? LAGOS : {}), ip, epkey },
    }),
  );

const detect = (signals: readonly AccountSignal[]) =>
  [...detectAccount(signals, WITH_ASN, thresholds())].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
const keyOf = ({ personId, candidate }: ReturnType<typeof detectAccount>[number]): string =>
  `${personId} ${candidate.kind} ${candidate.anchor}`;

describe('detection over an account', () => {
  it('is found in time among thousands of sign-ins of a service, from wherever they come', () => {
    const strange = { access: { ip: '91.10.20.30', epkey: null, os: 'Linux', country: 'Spain' } };
    const often = Array.from({ length: 10_000 }, (_, index) => signIn(T0 + index * 3_000, strange));
    const [event] = raisedOf('unfamiliar_sign_in', [...everyday(), ...often]);
    expect(event?.sources.length).toBe(10_000);
  }, 20_000);

  it('does not depend on the order in which records come', () => {
    fc.assert(
      fc.property(
        fc.array(anyAttack, { minLength: 1, maxLength: 40 }).chain((attacks) => {
          const all = [...ACCOUNT, ...attacks];
          return fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }));
        }),
        ([given, shuffled]) => {
          expect(detect(shuffled)).toEqual(detect(given));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('makes each event once, and none for a name that nobody has', () => {
    fc.assert(
      fc.property(fc.array(anyAttack, { maxLength: 40 }), (attacks) => {
        const found = detect([...ACCOUNT, ...attacks]);
        expect(new Set(found.map(keyOf)).size).toBe(found.length);
        expect(found.every(({ personId }) => personId !== '')).toBe(true);
        for (const { candidate } of found) {
          expect(candidate.confidence).toBeGreaterThan(0);
          expect(candidate.confidence).toBeLessThanOrEqual(1);
          expect(candidate.sources.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('raises nothing from everyday life, and nothing at all while everybody is learnt', () => {
    expect(detect(ACCOUNT)).toEqual([]);
    const firstWeek = colleagues(30, { ip: '192.0.2.7' }, 7);
    expect(detect([...firstWeek, signIn(T0, { access: LAGOS })])).toEqual([]);
  });
});

describe('one person, read on from where it was left', () => {
  const surroundings = surroundingsOf(
    { use: new Map(), sprays: new Map(), pushes: new Map() },
    WITH_ASN,
    DEFAULT_SETTINGS,
  );
  const read = (signals: readonly AccountSignal[], habits = Habits.empty(), learnFrom = 0) =>
    detectPerson({
      personId: 'ada',
      signals,
      habits,
      learnFrom,
      explained: new Set(),
      isDismissed: () => false,
      attacks: [],
      targeted: [],
      surroundings,
      settings: DEFAULT_SETTINGS,
    });
  const attack = (at: number) => [0, 1, 2].map((minute) => refusal(at + minute * 61_000, { access: LAGOS }));

  it('finds the same as everything at once', () => {
    const before = everyday();
    const after = [...attack(T0), signIn(T0 + 5 * DAY_MS, { access: { epkey: 'EP-NEW' } })];
    const whole = read([...before, ...after]);
    const first = read(before);
    // The last two days are read again: they were not learnt yet.
    const unlearnt = before.filter(({ record }) => dayOf(record.occurredAt) >= first.learnFrom);
    const second = read([...unlearnt, ...after], first.habits, first.learnFrom);
    const late = (found: typeof whole) => found.candidates.filter(({ occurredAt }) => occurredAt >= T0);
    expect(late(whole)).not.toEqual([]);
    expect(late(second)).toEqual(late(whole));
    expect(second.habits.toText()).toBe(whole.habits.toText());
  });

  it('leaves the habits that it was given as they were', () => {
    const habits = read(everyday()).habits;
    const text = habits.toText();
    read([signIn(T0 + 9 * DAY_MS), signIn(T0 + 20 * DAY_MS)], habits, dayOf(T0) - 3);
    expect(habits.toText()).toBe(text);
  });

  it('learns what somebody dismissed, and not what stands behind an event', () => {
    const stays = Array.from({ length: 8 }, (_, day) => signIn(T0 + day * DAY_MS, { access: LAGOS }));
    const history = {
      personId: 'ada',
      signals: [...everyday(), ...stays],
      habits: Habits.empty(),
      learnFrom: 0,
      attacks: [],
      targeted: [],
      surroundings,
      settings: DEFAULT_SETTINGS,
    };
    const quiet = (explained: ReadonlySet<string>, isDismissed: () => boolean) =>
      detectPerson({ ...history, explained, isDismissed }).candidates.filter(
        ({ kind }) => kind === 'unfamiliar_sign_in',
      ).length;
    expect(quiet(new Set(), () => false)).toBe(8);
    expect(quiet(new Set(), () => true)).toBe(2);
    // What other means explain never becomes a habit, dismissed or not.
    expect(quiet(new Set(stays.map(({ signalKey }) => signalKey)), () => true)).toBe(8);
  });

  it('goes by the settings that were in force when something happened', () => {
    const loose = { ...thresholds(), harassmentUnfamiliar: 9 };
    const settings: SettingsHistory = [
      DEFAULT_SETTINGS[0],
      { number: 2, from: T0 + DAY_MS, thresholds: loose, off: ['new_country'] },
    ];
    const kinds = (at: number) =>
      detectPerson({
        personId: 'ada',
        signals: [...everyday(), ...attack(at)],
        habits: Habits.empty(),
        learnFrom: 0,
        explained: new Set(),
        isDismissed: () => false,
        attacks: [],
        targeted: [],
        surroundings,
        settings,
      }).candidates.map(({ kind }) => kind);
    expect(kinds(T0)).toEqual(expect.arrayContaining(['new_country', 'push_harassment', 'novel_asn']));
    expect(kinds(T0 + DAY_MS)).toContain('novel_asn');
    expect(kinds(T0 + DAY_MS)).not.toContain('new_country');
    expect(kinds(T0 + DAY_MS)).not.toContain('push_harassment');
  });
});
