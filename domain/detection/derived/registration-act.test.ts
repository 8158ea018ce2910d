import { describe, expect, it } from 'vitest';
import { detectLog, type LogSignal } from '@/domain/detection/detect-log';
import type { ActivityRecord, StreamRecord, TrustMonitorRecord } from '@/domain/stream-record';
import type { AccountSignal } from './detect-account';
import { CITIES_ONLY, everyday, LAGOS, refusal, signIn, T0 } from './records-for-tests';
import { registrationOf } from './registration-act';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './terms';
import { DEFAULT_THRESHOLDS } from './thresholds';

const party = (type: string, name = 'ada') => ({ key: 'DU1', name, type });

function activity(at: number, changes: Partial<ActivityRecord> = {}): ActivityRecord {
  return {
    kind: 'activity',
    occurredAt: at,
    action: 'phone_create',
    actor: party('user'),
    target: party('phone', '+1 555'),
    succeeded: null,
    ip: '203.0.113.10',
    country: 'Germany',
    targetDetails: null,
    oldTargetDetails: null,
    ...changes,
  };
}
const offline = (at: number, action = 'o2fa_user_provisioned'): StreamRecord => ({
  kind: 'offline_enrollment',
  ...{
    occurredAt: at,
    action,
    username: 'ada',
    application: 'Windows Logon',
    hostname: 'WS-1',
    factor: 'duo_otp',
  },
});

let made = 0;
const told = (record: StreamRecord): LogSignal => {
  made += 1;
  return { personId: 'ada', integrationId: 'int', signalKey: `told-${made}`, record };
};
const logged = ({ record, ...signal }: AccountSignal): LogSignal => ({
  ...signal,
  record: { kind: 'authentication', authentication: record },
});
const bombed = () => [0, 1, 2].map((minute) => refusal(T0 + minute * 61_000, { access: LAGOS }));
const risky = (records: readonly StreamRecord[], signIns = bombed(), before = everyday()) =>
  detectLog([...[...before, ...signIns].map(logged), ...records.map(told)], CITIES_ONLY, DEFAULT_THRESHOLDS)
    .map(({ candidate }) => candidate)
    .filter(({ kind }) => kind === 'risky_device_registration');

describe('a registration that another log tells of', () => {
  it.each([
    'phone_create',
    'phone_associate',
    'u2ftoken_create',
    'webauthncredential_create',
    'Phone_Create',
  ])('is risky after refused pushes: %s', (action) => {
    expect(risky([activity(T0 + HOUR_MS, { action })])).toMatchObject([
      {
        confidence: 0.8,
        outcome: 'unknown',
        facts: { reason: action.toLowerCase(), ip: '203.0.113.10', measured: { after: 'push harassment' } },
      },
    ]);
  });

  it.each(['o2fa_user_provisioned', 'o2fa_user_reenrolled'])('is risky for a computer, too: %s', (action) => {
    expect(risky([offline(T0 + HOUR_MS, action)])).toMatchObject([
      { facts: { application: 'Windows Logon', measured: { after: 'push harassment', spanMs: HOUR_MS } } },
    ]);
  });

  it('names the administrator who did it, and not their address', () => {
    const actor = party('admin', 'Carol Mendes');
    const [event] = risky([activity(T0 + HOUR_MS, { actor, ip: '198.51.100.1' })]);
    expect(event?.facts).toMatchObject({ actor: 'Carol Mendes', ip: null, country: null });
  });

  it('stands in the administrator log, too, unless a sync or a program did it', () => {
    const line = (actor: string | null): StreamRecord => ({
      ...{ kind: 'administrator', occurredAt: T0 + HOUR_MS, action: 'phone_associate', actor },
      ...{ object: '+1 555', ip: null, description: 'Associated with ada' },
    });
    expect(risky([line('Carol Mendes')])).toMatchObject([{ facts: { actor: 'Carol Mendes' } }]);
    for (const rule of ['API (Onboarding)', 'AD Sync: example.com', 'Azure Sync', 'System', null])
      expect(risky([line(rule)])).toEqual([]);
    // The activity log has the same act.
    expect(risky([line('Carol Mendes'), activity(T0 + HOUR_MS + 800)])).toHaveLength(1);
  });

  it('comes from an unfamiliar source, with nothing before it', () => {
    expect(risky([activity(T0, { ip: LAGOS.ip ?? null, country: 'Nigeria' })], [])).toMatchObject([
      { facts: { measured: {} } },
    ]);
    expect(risky([activity(T0)], [])).toEqual([]);
  });

  it.each([
    ['failed', activity(T0 + HOUR_MS, { succeeded: false })],
    ['was done by a directory sync', activity(T0 + HOUR_MS, { actor: party('ldapsync', 'example') })],
    ['was done by a program', activity(T0 + HOUR_MS, { actor: party('adminapi', 'import') })],
    ['was done by nobody who is named', activity(T0 + HOUR_MS, { actor: null })],
    ['is a device that was renamed', activity(T0 + HOUR_MS, { action: 'phone_update' })],
    ['is a computer that was taken out', offline(T0 + HOUR_MS, 'o2fa_user_deprovisioned')],
    ['came a day later', activity(T0 + DAY_MS + 5 * MINUTE_MS)],
    ['came before', activity(T0 - MINUTE_MS)],
  ])('is nothing where it %s', (_why, record) => {
    expect(risky([record])).toEqual([]);
  });

  it('is nothing where it is the first', () => {
    expect(risky([activity(T0 + HOUR_MS)], [], [])).toEqual([]);
  });

  it('is one event in all logs that tell of it, also over the end of a week', () => {
    const at = T0 + HOUR_MS;
    const enrolled = signIn(at, { eventType: 'enrollment', factor: null, key: 'enrolled', txid: 'enrolled' });
    const reported = (occurredAt: number, authentication: TrustMonitorRecord['authentication']) =>
      ({
        kind: 'trust_monitor',
        ...{
          occurredAt,
          type: 'device_registration',
          state: 'new',
          stateUpdatedAt: null,
          interesting: false,
        },
        ...{ priority: false, priorityReasons: [], explanations: ['REGISTER_OS_OUTDATED'], authentication },
        ...{ enabledBy: null, enabledFor: null, enabledAt: null },
      }) satisfies StreamRecord;
    const records = [
      activity(at - 5_000),
      activity(at + 1_000, { action: 'phone_associate' }),
      offline(at + HOUR_MS),
      reported(at + MINUTE_MS, enrolled.record),
      reported(at + 2 * MINUTE_MS, null),
      // About the sign-in that let somebody in, not about an enrolment.
      reported(at + 3 * MINUTE_MS, { ...enrolled.record, eventType: 'authentication', txid: 'let-in' }),
    ];
    const [event, ...others] = risky(records, [...bombed(), enrolled]);
    expect(others).toEqual([]);
    expect(event).toMatchObject({ confidence: 1, occurredAt: at - 5_000 });
    expect(event?.sources.map(({ place }) => place).sort()).toEqual([
      ...['derived', 'derived', 'derived', 'derived', 'trust_monitor', 'trust_monitor', 'trust_monitor'],
    ]);
    // Weeks are counted from 1970, and so end on Wednesdays.
    const end = Math.ceil(T0 / (7 * DAY_MS)) * 7 * DAY_MS;
    const late = [0, 1, 2].map((minute) => refusal(end - HOUR_MS + minute * 61_000, { access: LAGOS }));
    expect(risky([activity(end - 30_000), activity(end + 30_000)], late)).toHaveLength(1);
    expect(risky([activity(end - 30_000), activity(end + HOUR_MS)], late)).toHaveLength(2);
  });

  it('is no sign-in: it teaches nothing, and a journey is not reckoned from it', () => {
    const far = activity(T0 - 30 * MINUTE_MS, { ip: '8.8.8.8', country: 'United States' });
    const kinds = (records: readonly StreamRecord[]) =>
      detectLog(
        [...[...everyday(), refusal(T0, { access: LAGOS })].map(logged), ...records.map(told)],
        CITIES_ONLY,
        DEFAULT_THRESHOLDS,
      )
        .map(({ candidate }) => candidate.kind)
        .filter((kind) => kind !== 'risky_device_registration');
    expect(kinds([far])).toEqual(kinds([]));
  });

  it('is read from no record of another kind', () => {
    const about = { signalKey: 'k', integrationId: 'int', isHistory: false };
    const { record } = signIn(T0, { eventType: 'enrollment' });
    expect(
      registrationOf({ ...about, record: { kind: 'authentication', authentication: record } }),
    ).toBeNull();
  });
});
