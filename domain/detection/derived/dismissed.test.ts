import { describe, expect, it } from 'vitest';
import type { EventKind } from '@/domain/event-catalogue';
import type { AccountSignal } from './detect-account';
import { detectPerson, type PersonHistory } from './detect-person';
import { DEFAULT_SETTINGS, type SettingsHistory } from './detector-settings';
import { Habits } from './habits';
import { CITIES_ONLY, everyday, LAGOS, refusal, signIn, T0 } from './records-for-tests';
import { surroundingsOf } from './surroundings';
import { DAY_MS, HOUR_MS } from './terms';

const bombed = [0, 1, 2].map((minute) => refusal(T0 + minute * 61_000, { access: LAGOS }));
const enrolled = signIn(T0 + HOUR_MS, { eventType: 'enrollment', factor: null });

function found(
  signals: readonly AccountSignal[],
  dismissed: readonly EventKind[],
  changes: Partial<PersonHistory> = {},
) {
  const settings = changes.settings ?? DEFAULT_SETTINGS;
  const knowledge = { use: new Map(), sprays: new Map(), pushes: new Map() };
  return detectPerson({
    personId: 'ada',
    signals,
    habits: Habits.empty(),
    learnFrom: 0,
    explained: new Set(),
    isDismissed: ({ kind }) => dismissed.includes(kind),
    attacks: [],
    targeted: [],
    surroundings: surroundingsOf(knowledge, CITIES_ONLY, settings),
    settings,
    ...changes,
  });
}
const kindsOf = (...input: Parameters<typeof found>): readonly EventKind[] =>
  found(...input).candidates.map(({ kind }) => kind);

describe('what somebody dismissed', () => {
  it('was no attack that an enrolment follows upon', () => {
    const signals = [...everyday(), ...bombed, enrolled];
    expect(kindsOf(signals, [])).toContain('risky_device_registration');
    expect(kindsOf(signals, ['push_harassment'])).not.toContain('risky_device_registration');
    const quiet = [...everyday(), signIn(T0, { access: LAGOS }), enrolled];
    expect(kindsOf(quiet, [])).toContain('risky_device_registration');
    expect(kindsOf(quiet, ['unfamiliar_sign_in'])).not.toContain('risky_device_registration');
  });

  it('nor is what a detector that is off would have found', () => {
    const settings: SettingsHistory = [{ ...DEFAULT_SETTINGS[0], off: ['push_harassment'] }];
    expect(kindsOf([...everyday(), ...bombed, enrolled], [], { settings })).not.toContain(
      'risky_device_registration',
    );
  });

  it('becomes a habit, also where a network seemed to attack many', () => {
    const given = signIn(T0, { access: LAGOS, key: 'given' });
    const later = signIn(T0 + 5 * DAY_MS);
    const targeted = [
      { kind: 'push_spray' as const, people: 6, unknownNames: 0, signalKeys: new Set(['given']) },
    ];
    const used = (dismissed: readonly EventKind[]): boolean =>
      found([...everyday(), given, later], dismissed, { targeted })
        .habits.spans('device')
        .has('EP-STRANGER');
    expect(used([])).toBe(false);
    expect(used(['unfamiliar_sign_in'])).toBe(false);
    const all: readonly EventKind[] = [
      'unfamiliar_sign_in',
      'country_code_mismatch',
      'new_country',
      'unusual_network',
      'unusual_device',
      'unrealistic_geovelocity',
      'unusual_time',
      'device_distance',
    ];
    expect(used(all)).toBe(false);
    expect(used([...all, 'push_spray'])).toBe(true);
  });
});

describe('a first enrolment', () => {
  it('is of somebody who never signed in before, not of somebody who seldom does', () => {
    const seldom = [40, 30, 20].map((days) => signIn(T0 - days * DAY_MS));
    const fraud = { attacks: [{ what: 'report of fraud', at: T0 }] };
    expect(kindsOf([enrolled], [], fraud)).not.toContain('risky_device_registration');
    expect(kindsOf([...seldom, enrolled], [], fraud)).toContain('risky_device_registration');
  });
});
