import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CISCO_DUO_STREAMS } from '@/domain/connectors/cisco-duo-streams';
import { firstLanes } from '@/domain/polling/first-lanes';
import { migrate } from '@/scripts/migrate';
import { createTestDatabase, type TestDatabase } from '@/tests/setup/test-database';

const ACCOUNT = '11111111-1111-4111-8111-111111111111';
const DUO = '22222222-2222-4222-8222-222222222222';
const PERSON = '33333333-3333-4333-8333-333333333333';

describe('a database of the first version, brought up to this one', () => {
  let database: TestDatabase;
  let folder: string;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false });
    folder = mkdtempSync(join(tmpdir(), 'parapet-first-'));
    cpSync('prisma/migrations/0001_house', join(folder, '0001_house'), { recursive: true });
    await migrate(database.ownerUrl, folder);
    client = new pg.Client({ connectionString: database.superuserUrl });
    await client.connect();
    await client.query(`
      INSERT INTO account (id, name, "createdAt") VALUES ('${ACCOUNT}', 'Example', now());
      INSERT INTO integration ("accountId", id, connector, name, state, host, "ikeyEnding", "enabledAt", "createdAt",
        "keysSetAt", "keysSetBy")
      VALUES ('${ACCOUNT}', '${DUO}', 'cisco-duo', 'Duo', 'enabled', 'api-1.duosecurity.com', 'ABCD',
        now() - interval '9 days', now() - interval '9 days', now(), 'Ada');
      INSERT INTO stream ("accountId", "integrationId", stream, "intervalSeconds", "enabledAt", "lastRunAt",
        "lastSuccessAt", "completeUntil")
      VALUES ('${ACCOUNT}', '${DUO}', 'authentication', 60, now() - interval '9 days', now(), now(),
        now() - interval '3 minutes');
      INSERT INTO lane ("accountId", "integrationId", stream, lane, watermark, fence)
      VALUES ('${ACCOUNT}', '${DUO}', 'authentication', 'live', now() - interval '3 minutes', 41);
      INSERT INTO stream_due ("accountId", "integrationId", stream, "nextRunAt", trigger)
      VALUES ('${ACCOUNT}', '${DUO}', 'authentication', now(), 'schedule');
      INSERT INTO scoring_policy ("accountId", number, body, author, reason, "createdAt")
      VALUES ('${ACCOUNT}', 1, '{}', 'Parapet', 'The defaults.', '2026-01-02T03:04:05Z');
      INSERT INTO person ("accountId", id, name, username, email, "firstSeenAt", "lastSeenAt")
      VALUES ('${ACCOUNT}', '${PERSON}', 'Ada', 'Ada', 'ada@example.com', now(), now());
      INSERT INTO person_alias ("accountId", "integrationId", kind, value, "personId")
      VALUES ('${ACCOUNT}', '${DUO}', 'key', 'DUADA', '${PERSON}');
      SELECT ensure_signal_partition(now()::date);
      INSERT INTO signal ("accountId", "occurredAt", "signalKey", "integrationId", stream, "personId", "receivedAt",
        result, reason, factor, application, txid, dictionary, raw)
      SELECT '${ACCOUNT}', date_trunc('day', now(), 'UTC'), decode(s.key, 'hex'), '${DUO}', 1, '${PERSON}', now(),
        s.result, s.reason, s.factor, 'VPN', s.key, 1, ''
      FROM (VALUES ('01', 'success', 'user_approved', 'duo_push'), ('02', 'success', 'valid_passcode', 'sms_passcode'),
        ('03', 'denied', 'location_restricted', 'duo_push'), ('04', 'denied', 'user_mistake', 'duo_push'))
        AS s(key, result, reason, factor);
      INSERT INTO identity_event ("accountId", id, version, "personId", kind, anchor, "integrationId", "occurredAt",
        "receivedAt", "recordedAt", confidence, verdict, outcome, sources, facts, "detectorVersion")
      VALUES ('${ACCOUNT}', gen_random_uuid(), 1, '${PERSON}', 'novel_asn', 'sig:02', '${DUO}', now(), now(), now(), 1,
        'enforced', 'got_in', '[{"signalKey": "02", "place": "rbfs"}]', '{}', '1');`);
    await migrate(database.ownerUrl);
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const rows = async (sql: string) => (await client.query<Record<string, unknown>>(sql)).rows;

  it('has every lane that a stream begins with, none of them due before its time', async () => {
    const [facts] = CISCO_DUO_STREAMS;
    if (facts === undefined) throw new Error('There is a first stream.');
    const wanted = firstLanes(facts, { now: 0, enabledAt: 0, backfillDays: 0 });
    const lanes = await rows(
      `SELECT lane, round(extract(epoch FROM "dueAt" - now()) / 3600)::int AS hours, "goalFrom", watermark IS NOT NULL AS placed
       FROM lane WHERE stream = 'authentication'`,
    );
    expect(lanes).toHaveLength(wanted.length);
    expect(lanes).toEqual(
      expect.arrayContaining(
        wanted.map(({ lane, dueAt }) => ({
          lane,
          hours: dueAt === null ? null : dueAt / 3_600_000,
          goalFrom: null,
          placed: lane === 'live',
        })),
      ),
    );
  });

  it('has the streams that are new, switched off until a member wants them', async () => {
    const streams = await rows('SELECT stream, enabled, "intervalSeconds" FROM stream ORDER BY stream');
    const wanted = CISCO_DUO_STREAMS.map(({ id, defaultIntervalSeconds }) => ({
      stream: id,
      enabled: id === 'authentication',
      intervalSeconds: defaultIntervalSeconds,
    }));
    expect(streams).toEqual(wanted.sort((a, b) => (a.stream < b.stream ? -1 : 1)));
    expect(await rows('SELECT stream FROM stream_due')).toEqual([{ stream: 'authentication' }]);
  });

  it('counts on from the number of the lease, so that a worker of the first version is refused', async () => {
    expect(await rows(`SELECT fence FROM stream WHERE stream = 'authentication'`)).toEqual([{ fence: '42' }]);
  });

  it('has had its policy in force since it was made', async () => {
    expect(await rows('SELECT number, "currentFrom", restores FROM scoring_policy')).toEqual([
      { number: 1, currentFrom: new Date('2026-01-02T03:04:05Z'), restores: null },
    ]);
  });

  it('knows the factors that people used, but not an attacker’s, and whom the policy stopped', async () => {
    expect(await rows('SELECT factor FROM person_factor')).toEqual([{ factor: 'duo_push' }]);
    expect(await rows('SELECT reason, application, denials FROM access_denial_counter')).toEqual([
      { reason: 'location_restricted', application: 'VPN', denials: 1 },
    ]);
  });

  it('says of its people whether somebody got in', async () => {
    expect(await rows('SELECT outcome FROM person')).toEqual([{ outcome: 'got_in' }]);
  });

  it('finds its people by their names, too', async () => {
    expect(await rows('SELECT kind, value FROM person_alias ORDER BY kind')).toEqual([
      { kind: 'email', value: 'ada@example.com' },
      { kind: 'key', value: 'DUADA' },
      { kind: 'username', value: 'ada' },
    ]);
  });
});
