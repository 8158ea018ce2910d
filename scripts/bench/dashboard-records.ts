import { deflateRawSync } from 'node:zlib';
import type { Pool } from 'pg';
import { Habits } from '@/domain/detection/derived/habits';
import type { AccountId } from '@/domain/identifiers';
import { CRITICALITIES, DEFAULT_POLICY } from '@/domain/scoring/policy';
import { idsOfPeople } from '@/server/data/people/narrowed-people';
import type { Runtime } from '@/server/services/runtime';
import { rescorePeople } from '@/server/services/scoring/rescore-people';
import { benchPersonId, type SearchWorld, writeSignals } from './search-records';

/** How large an account is. */
export interface DashboardWorld extends SearchWorld {
  readonly events: number;
}

/** The account that is filled, and who looks at it. */
export interface DashboardAccount {
  readonly accountId: AccountId;
  readonly integrationId: string;
  readonly memberId: string;
}

const DAY_MS = 86_400_000;
/** People whose scores are reckoned in one transaction. */
const BATCH = 5_000;
/** The id of event `e`; `$1` is the account. */
const EVENT_ID = benchPersonId(`'event' || e`);
/** One in so many events was told otherwise at first, and six hours later as it stands. */
const CHANGED = 33;
/** One in so many events is dismissed a day after it was found. */
const DISMISSED = 50;

/**
 * Fills an account with half a year: people in departments, their sign-ins, identity events of every kind that are more for
 * some than for others, decisions, versions that were taken back, directories and criticalities that changed, days of human
 * risk, and the counters that pages read. Scores are reckoned by the product, everything else is written by SQL.
 */
export async function writeDashboardWorld(
  { superuser, runtime }: { readonly superuser: Pool; readonly runtime: Runtime },
  account: DashboardAccount,
  world: DashboardWorld,
  say: (sentence: string) => void,
): Promise<void> {
  await writePeople(superuser, account, world);
  await writeSignals(superuser, account.accountId, account.integrationId, world, say);
  await writeEvents(superuser, account, world);
  await writeChanges(superuser, account, world);
  await writePosture(superuser, account, world);
  await writeCounters(superuser, account, world);
  await writeFeed(superuser, account, world);
  // Without statistics PostgreSQL would plan for empty tables: what fills an account slowly is analysed as it grows.
  await superuser.query('VACUUM ANALYZE');
  await scorePeople(runtime, account.accountId);
  await superuser.query('VACUUM ANALYZE person, person_heat');
  say(
    `${world.events.toLocaleString('en')} events of ${world.people.toLocaleString('en')} people are written.`,
  );
}

async function writePeople(
  pool: Pool,
  { accountId, integrationId }: DashboardAccount,
  { people, days, end }: DashboardWorld,
): Promise<void> {
  const start = new Date(end - days * DAY_MS);
  const groups = `CASE n % 8 WHEN 0 THEN '{Finance,Staff}' WHEN 7 THEN '{}' WHEN 6 THEN ARRAY['Department ' || n % 60]
    ELSE ARRAY['Department ' || n % 60, 'staff'] END::text[]`;
  const status = `(ARRAY['active', 'active', 'active', 'active', 'bypass', 'locked out', 'disabled'])[1 + n * 11 % 7]`;
  await pool.query(
    `INSERT INTO person ("accountId", id, name, username, email, groups, criticality, "firstSeenAt", "lastSeenAt", status,
       enrolled, "inDirectorySince", "leftDirectoryAt")
     SELECT $1, ${benchPersonId('n')}, 'Given' || n || ' Family' || n % 997, 'user' || n, 'user' || n || '@example.com',
       ${groups}, CASE n % 20 WHEN 0 THEN 'critical' WHEN 1 THEN 'elevated' ELSE 'standard' END, $3, $4, ${status},
       n % 9 > 0, $3, CASE WHEN n % 50 = 0 THEN $4::timestamptz END
     FROM generate_series(1, $2::int) n`,
    [accountId, people, start, new Date(end)],
  );
  await pool.query(
    `INSERT INTO directory_object ("accountId", "integrationId", part, "objectId", "personId", name, facts, "firstSeenAt",
       "seenAt", "goneAt")
     SELECT $1, $2, 'users', 'DU' || n, ${benchPersonId('n')}, 'user' || n, jsonb_build_object('username', 'user' || n,
         'name', 'Given' || n || ' Family' || n % 997, 'email', 'user' || n || '@example.com', 'aliases', '[]'::jsonb,
         'groups', to_jsonb(${groups}), 'status', ${status}, 'enrolled', n % 9 > 0, 'phoneIds', '[]'::jsonb,
         'authenticators', '[]'::jsonb), $4, $5, CASE WHEN n % 50 = 0 THEN $5::timestamptz END
     FROM generate_series(1, $3::int) n`,
    [accountId, integrationId, people, start, new Date(end)],
  );
  await pool.query(
    `INSERT INTO person_habits ("accountId", "personId", "learnFrom", known, body)
     SELECT $1, ${benchPersonId('n')}, $3, '{"d":{},"n":{},"c":{}}', $4 FROM generate_series(1, $2::int) n`,
    [accountId, people, Math.floor(end / DAY_MS) - 1, habitsOf(end)],
  );
}

/** Habits as somebody has them who signed in on each second day with one device from one network. */
function habitsOf(end: number): Buffer {
  const today = Math.floor(end / DAY_MS);
  const days = Array.from({ length: 45 }, (_, day) => [day === 0 ? today - 92 : 2, 2]).flat();
  const used = {
    device: 'EP1',
    network: '10.0.0.0/24',
    country: 'United States',
    factor: 'duo_push',
    hour: '9',
  };
  const none = { asn: [], application: [], client: [], pair: [], 'sign-in': [] };
  const some = Object.entries(used).map(([feature, value]) => [feature, [[value, days]]] as const);
  const text = JSON.stringify({ ...none, ...Object.fromEntries(some) });
  return deflateRawSync(Habits.fromText(text).toText());
}

/** Events at an even pace, of the first 40 % of the people, of the foremost of them many. */
async function writeEvents(
  pool: Pool,
  { accountId, integrationId }: DashboardAccount,
  { people, events, days, end }: DashboardWorld,
): Promise<void> {
  const start = end - days * DAY_MS;
  const kinds = Object.entries(DEFAULT_POLICY.weights).flatMap(([kind, weight]) => (weight > 0 ? kind : []));
  const who = `1 + floor(${Math.ceil(people * 0.4)} * power((h % 100000) / 100000.0, 2))::int`;
  const columns = `"accountId", id, version, "personId", kind, anchor, "integrationId", "occurredAt", "receivedAt",
    "recordedAt", "retractedAt", confidence, verdict, outcome, sources, facts, "detectorVersion"`;
  await pool.query(
    `INSERT INTO identity_event (${columns})
     SELECT $1, ${EVENT_ID}, CASE WHEN ${isChanged(end)} THEN 2 ELSE 1 END, ${benchPersonId(who)},
       ($6::text[])[1 + h / 7 % cardinality($6::text[])], 'tx:' || e, $2, at, at + interval '150 s',
       at + CASE WHEN ${isChanged(end)} THEN interval '6 h' ELSE interval '155 s' END, NULL, 0.1 + 0.9 * (h % 91) / 90.0,
       'enforced', coalesce((ARRAY['got_in', 'unknown', 'unknown'])[1 + h % 20], 'refused'), '[]', jsonb_build_object('ip',
         host('10.0.0.0'::inet + h % 60000), 'city', NULL, 'country', 'Canada', 'application', 'Application ' || h % 20,
         'factor', 'duo_push', 'reason', 'no_response', 'names', '[]'::jsonb), '1'
     FROM (SELECT e, abs(hashint8(e * 31)) AS h,
         to_timestamp(($3::float8 + ($4::float8 - $3::float8) * (e + 0.5) / $5::float8) / 1000)::timestamptz(3) AS at
       FROM generate_series(0, $5::int - 1) e) made`,
    [accountId, integrationId, start, end, events, kinds],
  );
  await pool.query(
    `INSERT INTO identity_event (${columns})
     SELECT "accountId", id, 1, "personId", kind, anchor, "integrationId", "occurredAt", "receivedAt",
       "recordedAt" - interval '5 h', "recordedAt", confidence / 2, verdict, outcome, sources, facts, "detectorVersion"
     FROM identity_event WHERE "accountId" = $1 AND version = 2`,
    [accountId],
  );
  await pool.query(
    `WITH decided AS (
       INSERT INTO disposition ("accountId", id, verdict, scope, "eventId", "personId", breadth, reason, "createdAt",
         "createdByName", "approvedAt", "approvedByName")
       SELECT "accountId", id, 'benign', 'event', id, "personId", 0, 'It was a test.', "recordedAt" + interval '1 day', 'Ada',
         "recordedAt" + interval '1 day', 'Ada'
       FROM identity_event WHERE "accountId" = $1 AND version = 1 AND "retractedAt" IS NULL
         AND substr(anchor, 4)::int % ${DISMISSED} = 0 AND "recordedAt" < $2 RETURNING id
     )
     UPDATE identity_event e SET "dispositionId" = d.id, disposition = 'benign' FROM decided d
     WHERE e."accountId" = $1 AND e.id = d.id`,
    [accountId, new Date(end - DAY_MS)],
  );
  await pool.query(
    `INSERT INTO disposition ("accountId", id, verdict, scope, network, breadth, reason, "createdAt", "createdByName",
       "approvedAt", "approvedByName", "undoneAt", "undoneByName")
     SELECT $1, gen_random_uuid(), 'benign', 'network', ('192.0.2.' || n)::inet, 2, 'A scanner of ours.', at, 'Ada', at, 'Ben',
       CASE WHEN n % 2 = 0 THEN at + interval '9 days' END, CASE WHEN n % 2 = 0 THEN 'Ada' END
     FROM (SELECT n, $2::timestamptz - n * interval '10 days' AS at FROM generate_series(1, 12) n) made`,
    [accountId, new Date(end)],
  );
}

function isChanged(end: number): string {
  return `e % ${CHANGED} = 0 AND at < to_timestamp(${(end - DAY_MS) / 1000})`;
}

/** One person in 40 was called otherwise before, and of one in 200 another criticality counted. */
async function writeChanges(
  pool: Pool,
  { accountId, integrationId }: DashboardAccount,
  { people, days, end }: DashboardWorld,
): Promise<void> {
  const when = `$3::timestamptz + (n * 7919 % ${days * 24}) * interval '1 hour'`;
  const start = new Date(end - days * DAY_MS);
  await pool.query(
    `INSERT INTO directory_change ("accountId", id, "integrationId", part, "objectId", "personId", at, field, before, after)
     SELECT $1, gen_random_uuid(), $4, 'users', 'DU' || n, ${benchPersonId('n')}, ${when}, 'name',
       to_jsonb('Given' || n || ' Former' || n % 89), to_jsonb('Given' || n || ' Family' || n % 997)
     FROM generate_series(40, $2::int, 40) n`,
    [accountId, people, start, integrationId],
  );
  await pool.query(
    `INSERT INTO criticality_change ("accountId", "personId", until, criticality, own)
     SELECT $1, ${benchPersonId('n')}, ${when}, ($4::text[])[1 + n / 200 % 3], true FROM generate_series(200, $2::int, 200) n`,
    [accountId, people, start, [...CRITICALITIES]],
  );
}

/** Human risk of everybody on three days of the half year, the newest within the last month. */
async function writePosture(
  pool: Pool,
  { accountId }: DashboardAccount,
  { people, end }: DashboardWorld,
): Promise<void> {
  const today = new Date(Math.floor(end / DAY_MS) * DAY_MS);
  for (const [ago, newest] of [
    ['170 + n % 10', false],
    ['60 + n % 60', false],
    ['n % 30', true],
  ] as const)
    await pool.query(
      `INSERT INTO human_risk_day ("accountId", "personId", day, score, categories, enrolment, strength, devices, newest)
       SELECT $1, ${benchPersonId('n')}, $3::timestamptz - (${ago}) * interval '1 day',
         CASE WHEN n % 13 > 0 THEN (n * 37 % 101) / 10.0 END, '[]', (ARRAY['enrolled', 'bypass', 'not_enrolled'])[1 + n % 3],
         (ARRAY['push', 'code', 'resistant'])[1 + n % 3], CASE WHEN n % 5 = 0 THEN '{outdated_system}' ELSE '{healthy}' END::text[],
         $4
       FROM generate_series(1, $2::int) n WHERE n % 17 > 0`,
      [accountId, people, today, newest],
    );
}

async function writeCounters(
  pool: Pool,
  { accountId, integrationId }: DashboardAccount,
  { signals, days, end }: DashboardWorld,
): Promise<void> {
  await pool.query(
    `INSERT INTO event_counter ("accountId", bucket, kind, "integrationId", events)
     SELECT "accountId", date_bin('15 minutes', "occurredAt", '2020-01-01T00:00:00Z'), kind, "integrationId", count(*)
     FROM identity_event WHERE "accountId" = $1 AND "retractedAt" IS NULL AND disposition IS NULL GROUP BY 1, 2, 3, 4`,
    [accountId],
  );
  // One sign-in in 80 is denied by the access policy.
  await pool.query(
    `INSERT INTO access_denial_counter ("accountId", "integrationId", bucket, reason, application, denials)
     SELECT $1, $2, date_bin('15 minutes', $3::timestamptz - n * ($4::float8 / $5::float8) * interval '1 day',
         '2020-01-01T00:00:00Z'), (ARRAY['location_restricted', 'anonymous_ip', 'out_of_date', 'rooted_device'])[1 + n % 4],
       'Application ' || n % 7, count(*)
     FROM generate_series(0, $5::int - 1) n GROUP BY 3, 4, 5 ORDER BY 3`,
    [accountId, integrationId, new Date(end), days, Math.ceil(signals / 80)],
  );
}

/** The integration is as old as its records and was just read; somebody looked yesterday; system events and campaigns. */
async function writeFeed(
  pool: Pool,
  { accountId, integrationId, memberId }: DashboardAccount,
  { days, end }: DashboardWorld,
): Promise<void> {
  const own = [accountId, integrationId];
  const since = new Date(end - days * DAY_MS);
  await pool.query('UPDATE integration SET "createdAt" = $3 WHERE "accountId" = $1 AND id = $2', [
    ...own,
    since,
  ]);
  await pool.query(
    `UPDATE stream SET "enabledAt" = $3, "completeUntil" = $4, "lastSuccessAt" = now(), "lastRunAt" = now()
     WHERE "accountId" = $1 AND "integrationId" = $2`,
    [...own, since, new Date(end)],
  );
  await pool.query(
    `INSERT INTO member_visit ("accountId", "memberId", "beganAt", "lastSeenAt")
     VALUES ($1, $2, $3::timestamptz - interval '1 hour', $3)`,
    [accountId, memberId, new Date(end - DAY_MS)],
  );
  await pool.query(
    `INSERT INTO account_event ("accountId", id, "integrationId", rule, key, "occurredAt", "lastAt", raised, sources,
       "detectorVersion", "recordedAt")
     SELECT $1, gen_random_uuid(), $2, (ARRAY['admin_created', 'policy_updated', 'secret_key_viewed'])[1 + n % 3],
       'key' || n, at, at, true, jsonb_build_array(jsonb_build_object('signalKey', md5('act' || n), 'occurredAt',
         (extract(epoch FROM at) * 1000)::bigint, 'actor', 'Admin ' || n % 9, 'subject', 'Thing ' || n, 'ip', NULL,
         'country', NULL)), '1', at + interval '3 minutes'
     FROM (SELECT n, $3::timestamptz - n * interval '11 hours' AS at FROM generate_series(1, 300) n) made`,
    [...own, new Date(end)],
  );
  await pool.query(
    `INSERT INTO campaign ("accountId", id, network, "firstAt", "lastAt", "foundAt", outcome, events, people, "unknownNames",
       kinds, state)
     SELECT $1, gen_random_uuid(), '10.' || n || '.0.0/24', at - interval '3 hours', at, at,
       (ARRAY['refused', 'refused', 'got_in'])[1 + n % 3], 6, 3, 0, '{push_harassment}',
       CASE WHEN n < 20 THEN 'open' ELSE 'closed' END
     FROM (SELECT n, $2::timestamptz - n * interval '21 hours' AS at FROM generate_series(1, 200) n) made`,
    [accountId, new Date(end)],
  );
}

/** Everybody's score, their number of events and whether they got in, by the product itself. */
async function scorePeople({ database }: Runtime, accountId: AccountId): Promise<void> {
  const ids = await database.inAccount(accountId, (tx) => idsOfPeople(accountId, tx, 1, {}, null));
  for (let from = 0; from < ids.length; from += BATCH)
    await database.inAccount(accountId, (tx) => rescorePeople(accountId, tx, ids.slice(from, from + BATCH)));
}
