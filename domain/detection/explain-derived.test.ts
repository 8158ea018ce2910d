import { describe, expect, it } from 'vitest';
import type { AuthenticationRecord } from '@/domain/authentication-record';
import type { EventKind } from '@/domain/event-catalogue';
import type { AccountSignal } from '@/domain/detection/derived/detect-account';
import { PERSON_KINDS } from '@/domain/detection/derived/detect-person';
import { everyday, LAGOS, refusal, signIn, T0, WITH_ASN } from '@/domain/detection/derived/records-for-tests';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/domain/detection/derived/terms';
import { DEFAULT_THRESHOLDS } from '@/domain/detection/derived/thresholds';
import { detectLog } from '@/domain/detection/detect-log';
import { explain } from './explain';
import { ordinal, span } from './explain-derived';
import { inCountry } from './explain-words';

const FROM_LAGOS = 'from 197.210.64.12, Lagos, Nigeria';

function sentences(
  kind: EventKind,
  signals: readonly AccountSignal[],
  verdicts: AuthenticationRecord['verdicts'] = [],
): string[] {
  const log = [...everyday(), ...everyday({}, 30, 12), ...signals].map(({ record, ...signal }) => ({
    ...signal,
    record: {
      kind: 'authentication' as const,
      authentication: record.occurredAt >= T0 ? { ...record, verdicts } : record,
    },
  }));
  return detectLog(log, WITH_ASN, DEFAULT_THRESHOLDS)
    .filter(({ personId, candidate }) => personId === 'ada' && candidate.kind === kind)
    .map(({ candidate }) => explain(candidate));
}

const refusals = (count: number, gapMs: number, access = LAGOS) =>
  Array.from({ length: count }, (_, index) => refusal(T0 + index * gapMs, { access }));
const spray = (wish: { factor?: string; reason?: string } = {}) =>
  ['ada', ...Array.from({ length: 8 }, (_, index) => `victim-${index}`), null].map((person, index) =>
    refusal(T0 + index * MINUTE_MS, { person, access: LAGOS, ...wish }),
  );

const CASES: readonly [EventKind, string, readonly AccountSignal[]][] = [
  [
    'push_harassment',
    `4 pushes refused in 4 min 30 s ${FROM_LAGOS}, an unfamiliar source`,
    refusals(4, 90_000),
  ],
  [
    'push_harassment',
    '8 pushes refused in 7 min 35 s from 203.0.113.10, Munich, Germany, as regular as a clock: a client that retries by itself',
    refusals(8, 65_000, {}),
  ],
  [
    'push_harassment',
    '5 pushes refused in 8 min 20 s from 203.0.113.10, Munich, Germany, a source that the person uses',
    [0, 10, 200, 300, 500].map((second) => refusal(T0 + second * 1_000)),
  ],
  [
    'push_harassment',
    '4 pushes refused in 2 d 12 h, from 2 unfamiliar networks, last from 197.211.64.12, Lagos, Nigeria',
    [0, 1, 2, 3].map((index) =>
      refusal(T0 + index * 20 * HOUR_MS, { access: { ...LAGOS, ip: `197.21${index % 2}.64.12` } }),
    ),
  ],
  [
    'denied_then_approved',
    `4 pushes refused in 6 min 12 s ${FROM_LAGOS}, the 5th approved`,
    [...refusals(4, 93_000), signIn(T0 + 4 * 93_000, { access: LAGOS })],
  ],
  [
    'denied_then_approved',
    `Signed in by SMS passcode ${FROM_LAGOS}, a source that pushed many people`,
    [
      ...spray().filter(({ personId }) => personId !== 'ada'),
      signIn(T0 + HOUR_MS, { access: LAGOS, factor: 'sms_passcode' }),
    ],
  ],
  [
    'denied_then_approved',
    `1 push refused in 20 min ${FROM_LAGOS}, the 2nd approved; the source pushed many people`,
    [...spray(), signIn(T0 + 20 * MINUTE_MS, { access: LAGOS })],
  ],
  [
    'unfamiliar_sign_in',
    `Signed in by push ${FROM_LAGOS}, on a new device, in a country new to the person, with the phone in Germany, for Mail`,
    [signIn(T0, { access: LAGOS })],
  ],
  [
    'unfamiliar_sign_in',
    `Signed in ${FROM_LAGOS}, on another system and browser, in a country new to the person, by SMS passcode, which is new to the person, for Mail`,
    [signIn(T0, { access: { ...LAGOS, epkey: null }, factor: 'sms_passcode' })],
  ],
  [
    'push_spray',
    `One source pushed 9 people and 1 unknown name, ${FROM_LAGOS}; this person did not approve`,
    spray(),
  ],
  [
    'credential_stuffing',
    `One source failed to sign in as 9 people and 1 unknown name, ${FROM_LAGOS}; as this person it was refused`,
    spray({ factor: 'duo_mobile_passcode', reason: 'invalid_passcode' }),
  ],
  [
    'country_code_mismatch',
    `Tried to sign in ${FROM_LAGOS}, with the phone in Germany, for Mail`,
    [refusal(T0, { access: LAGOS })],
  ],
  [
    'device_distance',
    'Signed in from 91.1.1.1, Los Angeles, United States, 3,935 km from the phone in New York, for Mail',
    [
      signIn(T0, {
        access: { ip: '91.1.1.1', epkey: 'EP-NEW', city: 'Los Angeles', country: 'United States' },
        phone: { city: 'New York', country: 'United States' },
      }),
    ],
  ],
  [
    'novel_asn',
    `Tried to sign in ${FROM_LAGOS}, by Provider 197 (AS197), which is new to the person and used by nobody else, for Mail`,
    [refusal(T0, { access: LAGOS })],
  ],
  [
    'new_country',
    `Signed in ${FROM_LAGOS}, a country new to the person, for Mail`,
    [signIn(T0, { access: LAGOS })],
  ],
  [
    'unusual_network',
    `Signed in ${FROM_LAGOS}, by AS197, which is new to the person, for Mail`,
    [signIn(T0, { access: LAGOS })],
  ],
  [
    'unusual_device',
    `Signed in ${FROM_LAGOS}, on a new device (Firefox on Windows), for Mail`,
    [signIn(T0, { access: LAGOS })],
  ],
  [
    'unusual_factor',
    `Signed in ${FROM_LAGOS}, by phone call, new to the person, for Mail`,
    [signIn(T0, { access: LAGOS, factor: 'phone_call' })],
  ],
  [
    'unusual_factor',
    'Signed in from 203.0.113.10, Munich, Germany, with a bypass code, which somebody handed out, for Mail',
    [signIn(T0, { factor: 'bypass_code' })],
  ],
  [
    'unusual_application',
    `Signed in ${FROM_LAGOS}, for Mail, which is new to the person`,
    [signIn(T0, { access: LAGOS, application: 'DI-PAYROLL' })],
  ],
  [
    'unusual_time',
    `Signed in ${FROM_LAGOS}, between 23:00 and 00:00 UTC, when none of the person’s sign-ins happen, for Mail`,
    [signIn(T0 + 15 * HOUR_MS, { access: LAGOS })],
  ],
  [
    'unrealistic_geovelocity',
    `Tried to sign in ${FROM_LAGOS}, 4,700 km from Munich, Germany, 1 h after being there, for Mail`,
    [signIn(T0), refusal(T0 + HOUR_MS, { access: LAGOS })],
  ],
  [
    'risky_device_registration',
    'A device was enrolled 1 h after push harassment, from 203.0.113.10, Munich, Germany',
    [...refusals(3, 61_000), signIn(T0 + HOUR_MS, { eventType: 'enrollment', factor: null })],
  ],
  [
    'risky_device_registration',
    `A device was enrolled from an unfamiliar source, ${FROM_LAGOS}`,
    [signIn(T0, { eventType: 'enrollment', factor: null, access: LAGOS })],
  ],
];

describe('the sentence about a derived event', () => {
  it.each(CASES)('of %s reads: %s', (kind, sentence, signals) => {
    expect(sentences(kind, signals)).toEqual([sentence]);
  });

  it('is there for every kind that is derived', () => {
    expect([...new Set(CASES.map(([kind]) => kind))].sort()).toEqual([...PERSON_KINDS].sort());
  });

  it('says it where Duo saw it too, and how far Duo meant it', () => {
    const lagos = [signIn(T0, { access: LAGOS })];
    const seen = (force: 'enforced' | 'shadow' | 'suppressed') =>
      sentences('novel_asn', lagos, [{ detector: 'NOVEL_ASN', force, place: 'rbfs' }])[0];
    expect(seen('enforced')).toMatch(/ for Mail; Duo saw it too$/);
    expect(seen('shadow')).toMatch(/; Duo saw it too \(in shadow mode\)$/);
    expect(seen('suppressed')).toMatch(/; Duo saw it too \(and took it back\)$/);
    expect(sentences('novel_asn', lagos)[0]).toMatch(/ for Mail$/);
  });

  it('leaves what only Duo saw to Duo', () => {
    const own = sentences(
      'novel_asn',
      [signIn(T0)],
      [{ detector: 'NOVEL_ASN', force: 'enforced', place: 'rbfs' }],
    );
    expect(own).toEqual([
      'Duo saw a novel ASN: push approved (user approved) from 203.0.113.10, Munich, Germany, for Mail',
    ]);
  });
});

describe('a country inside a sentence', () => {
  it.each([
    ['Germany', 'in Germany'],
    ['United States', 'in the United States'],
    ['Netherlands', 'in the Netherlands'],
    ['Cook Islands', 'in the Cook Islands'],
    ['another country', 'in another country'],
  ])('%s reads %s', (name, words) => {
    expect(inCountry(name)).toBe(words);
  });
});

describe('spans and ordinals', () => {
  it.each([
    [0, '0 s'],
    [400, '0 s'],
    [59_600, '1 min'],
    [372_000, '6 min 12 s'],
    [HOUR_MS, '1 h'],
    [HOUR_MS + 5_000, '1 h'],
    [HOUR_MS + 5 * MINUTE_MS, '1 h 5 min'],
    [2 * DAY_MS + 12 * HOUR_MS, '2 d 12 h'],
  ])('%d ms are %s', (ms, words) => {
    expect(span(ms)).toBe(words);
  });

  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [12, '12th'],
    [13, '13th'],
    [21, '21st'],
    [112, '112th'],
  ])('%d is %s', (count, words) => {
    expect(ordinal(count)).toBe(words);
  });
});
