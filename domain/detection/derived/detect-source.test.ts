import { describe, expect, it } from 'vitest';
import { type AccountSignal, detectAccount } from './detect-account';
import { detectSource, type SourceTry } from './detect-source';
import { NO_GEOGRAPHY } from './geography';
import { colleagues, LAGOS, refusal, signIn, type SignInWish, T0 } from './records-for-tests';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './terms';
import { DEFAULT_THRESHOLDS } from './thresholds';

const found = (kind: 'push_spray' | 'credential_stuffing', signals: readonly AccountSignal[]) =>
  detectAccount(signals, NO_GEOGRAPHY, DEFAULT_THRESHOLDS).filter(({ candidate }) => candidate.kind === kind);

/** One refused push of each of `count` people from one network. */
const pushes = (count: number, gapMs: number, wish: SignInWish = {}) =>
  Array.from({ length: count }, (_, index) =>
    refusal(T0 + index * gapMs, { person: `victim-${index}`, access: LAGOS, ...wish }),
  );
const approvals = (count: number, at = T0) =>
  Array.from({ length: count }, (_, index) => signIn(at, { person: `glad-${index}`, access: LAGOS }));

describe('push spray', () => {
  it('is one network that pushes five people within an hour, one event for each of them', () => {
    const events = found('push_spray', pushes(5, 15 * MINUTE_MS));
    expect(events.map(({ personId }) => personId).sort()).toEqual(
      [0, 1, 2, 3, 4].map((index) => `victim-${index}`),
    );
    expect(events[0]?.candidate).toMatchObject({
      confidence: 0.9,
      outcome: 'refused',
      facts: { measured: { people: 5, unknownNames: 0 } },
    });
    expect(found('push_spray', pushes(4, 15 * MINUTE_MS))).toEqual([]);
    expect(found('push_spray', pushes(5, 15 * MINUTE_MS + 1))).toEqual([]);
  });

  it('fails for seven in ten', () => {
    expect(found('push_spray', [...approvals(2), ...pushes(5, MINUTE_MS)])).not.toEqual([]);
    expect(found('push_spray', [...approvals(3), ...pushes(5, MINUTE_MS)])).toEqual([]);
  });

  it('may take a day for six people, with hardly anybody who lets it in', () => {
    const slow = pushes(6, 4 * HOUR_MS);
    expect(new Set(found('push_spray', slow).map(({ personId }) => personId)).size).toBe(6);
    expect(found('push_spray', pushes(5, 4 * HOUR_MS))).toEqual([]);
    expect(found('push_spray', pushes(6, 5 * HOUR_MS))).toEqual([]);
    // One of seven is 14 %, two of eight are 25 %.
    expect(found('push_spray', [...slow, ...approvals(1, T0 + HOUR_MS)])).not.toEqual([]);
    expect(found('push_spray', [...slow, ...approvals(2, T0 + HOUR_MS)])).toEqual([]);
  });

  it('counts people, not pushes, and only what the phone refused', () => {
    const one = Array.from({ length: 9 }, (_, index) => refusal(T0 + index * 1_000, { access: LAGOS }));
    expect(found('push_spray', one)).toEqual([]);
    expect(found('push_spray', pushes(6, 1_000, { reason: 'denied_by_policy' }))).toEqual([]);
  });

  it('is not an egress, an enrolment, a private address, or history', () => {
    expect(found('push_spray', [...colleagues(5, { ip: '197.210.64.5' }), ...pushes(5, MINUTE_MS)])).toEqual(
      [],
    );
    expect(found('push_spray', pushes(6, MINUTE_MS, { eventType: 'enrollment' }))).toEqual([]);
    expect(found('push_spray', pushes(6, MINUTE_MS, { access: { ip: '10.1.1.1' } }))).toEqual([]);
    expect(found('push_spray', pushes(6, MINUTE_MS, { isHistory: true }))).toEqual([]);
  });

  it('does not take itself for an egress by those who gave in', () => {
    const days = [0, 1, 2, 3, 4].flatMap((day) => [
      ...pushes(40, MINUTE_MS).map((signal) => ({
        ...signal,
        signalKey: `${day}-${signal.signalKey}`,
        record: { ...signal.record, occurredAt: signal.record.occurredAt + day * DAY_MS },
      })),
      ...approvals(6, T0 + day * DAY_MS + HOUR_MS),
    ]);
    const last = found('push_spray', days).filter(({ candidate }) => candidate.occurredAt >= T0 + 4 * DAY_MS);
    expect(last.length).toBeGreaterThanOrEqual(40);
  });

  it('counts unknown names, and makes nobody of them', () => {
    const unknown = Array.from({ length: 3 }, (_, index) =>
      refusal(T0 + index * 1_000, { person: null, access: LAGOS }),
    );
    const events = found('push_spray', [...unknown, ...pushes(2, MINUTE_MS)]);
    expect(events.map(({ personId }) => personId).sort()).toEqual(['victim-0', 'victim-1']);
    expect(events[0]?.candidate.facts.measured).toEqual({ people: 2, unknownNames: 3 });
  });
});

describe('credential stuffing', () => {
  const codes = (count: number, gapMs: number, wish: SignInWish = {}) =>
    pushes(count, gapMs, { factor: 'duo_mobile_passcode', reason: 'invalid_passcode', ...wish });

  it('is one network that fails for eight names within an hour', () => {
    expect(found('credential_stuffing', codes(8, 8 * MINUTE_MS))).toHaveLength(8);
    expect(found('credential_stuffing', codes(7, 8 * MINUTE_MS))).toEqual([]);
    expect(found('credential_stuffing', codes(8, 9 * MINUTE_MS))).toEqual([]);
  });

  it('fails for four in five', () => {
    const right = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        signIn(T0, { person: `glad-${index}`, access: LAGOS, factor: 'duo_mobile_passcode' }),
      );
    expect(found('credential_stuffing', [...right(2), ...codes(8, MINUTE_MS)])).not.toEqual([]);
    expect(found('credential_stuffing', [...right(3), ...codes(8, MINUTE_MS)])).toEqual([]);
  });

  it('takes names that nobody has: people are told, unknown names are counted', () => {
    const unknown = Array.from({ length: 7 }, (_, index) =>
      refusal(T0 + index * 1_000, { person: null, access: LAGOS, factor: null, reason: 'invalid_user' }),
    );
    const events = found('credential_stuffing', [...unknown, ...codes(1, MINUTE_MS)]);
    expect(events).toHaveLength(1);
    expect(events[0]?.candidate.facts.measured).toEqual({ people: 1, unknownNames: 7 });
  });

  it('is no egress, and no wave of pushes', () => {
    expect(
      found('credential_stuffing', [...colleagues(5, { ip: '197.210.64.5' }), ...codes(8, MINUTE_MS)]),
    ).toEqual([]);
    expect(found('credential_stuffing', pushes(12, MINUTE_MS))).toEqual([]);
  });
});

describe('a busy source', () => {
  const tries = (count: number, gapMs: number): SourceTry[] =>
    Array.from({ length: count }, (_, index) => ({
      signalKey: index.toString(16).padStart(8, '0'),
      at: T0 + index * gapMs,
      personId: `p${index % 900}`,
      name: `p${index % 900}`,
      push: index % 2 === 0,
      refusedPush: index % 2 === 0,
      success: false,
    }));

  it('is told by the UTC day, whatever the order of its tries', () => {
    const given = tries(3_000, 60_000);
    const told = detectSource(given, DEFAULT_THRESHOLDS);
    expect(told.map(({ kind }) => kind)).toContain('credential_stuffing');
    expect(told.filter(({ kind }) => kind === 'push_spray').map(({ day }) => day)).toHaveLength(3);
    expect(detectSource([...given].reverse(), DEFAULT_THRESHOLDS)).toEqual(told);
  });
});
