import type { Pool } from 'pg';
import { packRecord } from '@/server/data/signals/raw-codec';
import { duoText } from './search-text';

/** How large the stored history is, and how it is spread. */
export interface SearchWorld {
  readonly signals: number;
  readonly people: number;
  readonly days: number;
  /** The instant of the newest record, in epoch milliseconds. */
  readonly end: number;
}

const DAY_MS = 86_400_000;
/** Records with a packed form of their own; the others share one of theirs, so that a row is as long as a real one. */
const FORMS = 64;
/** Rows that are written by one statement. */
const AT_ONCE = 250_000;

/** The id of the person of a number, as SQL: another one in each account, and of version 4 as others are. `$1` is the account. */
export function benchPersonId(number: string): string {
  return `overlay(overlay(md5($1::uuid::text || ${number}) placing '4' from 13) placing 'a' from 17)::uuid`;
}

/** Writes people and their sign-ins over half a year, with everything that searches look words up in. */
export async function writeSearchWorld(
  pool: Pool,
  accountId: string,
  integrationId: string,
  world: SearchWorld,
  say: (sentence: string) => void,
): Promise<void> {
  const { people, days, end } = world;
  const start = end - days * DAY_MS;
  await pool.query(
    `INSERT INTO person ("accountId", id, name, username, email, groups, "firstSeenAt", "lastSeenAt")
     SELECT $1, ${benchPersonId('n')}, 'Given' || n || ' Family' || n % 997, 'user' || n, 'user' || n || '@example.com',
       '{staff}', $3, $4 FROM generate_series(1, $2::int) n`,
    [accountId, people, new Date(start), new Date(end)],
  );
  await writeSignals(pool, accountId, integrationId, world, say);
  await pool.query(
    `INSERT INTO signal_value ("accountId", field, value, day, "integrationId", stream, signals)
     SELECT s."accountId", v.field, v.value, floor(extract(epoch FROM s."occurredAt") / 86400)::int, s."integrationId",
       s.stream, count(*)
     FROM signal s CROSS JOIN LATERAL (VALUES ('all', ''), ('result', s.result), ('reason', s.reason),
       ('factor', s.factor), ('application', s.application), ('country', s.country)) AS v(field, value)
     WHERE s."accountId" = $1 GROUP BY 1, 2, 3, 4, 5, 6`,
    [accountId],
  );
  await pool.query('VACUUM ANALYZE');
}

/**
 * Writes the sign-ins of people who are there, with by which names they are found and the counters: 20 applications of falling
 * use, an office behind one address, everybody's own address, and one failing in eight.
 */
export async function writeSignals(
  pool: Pool,
  accountId: string,
  integrationId: string,
  { signals, people, days, end }: SearchWorld,
  say: (sentence: string) => void,
): Promise<void> {
  const start = end - days * DAY_MS;
  await pool.query(
    `INSERT INTO person_alias ("accountId", "integrationId", kind, value, "personId")
     SELECT $1, $2, k.kind, CASE k.kind WHEN 'key' THEN 'DU' || n ELSE 'user' || n END, ${benchPersonId('n')}
     FROM generate_series(1, $3::int) n CROSS JOIN (VALUES ('key'), ('username')) k(kind)`,
    [accountId, integrationId, people],
  );
  for (let month = start; month < end + 31 * DAY_MS; month += 27 * DAY_MS)
    await pool.query('SELECT ensure_signal_partition($1::date)', [new Date(month)]);
  const raws = Array.from({ length: FORMS }, (_, form) => Buffer.from(packRecord(1, duoText(form)).bytes));
  const { dictionary } = packRecord(1, duoText(0));
  for (let first = 0; first < signals; first += AT_ONCE) {
    const last = Math.min(signals, first + AT_ONCE) - 1;
    await pool.query(
      `INSERT INTO signal ("accountId", "occurredAt", "signalKey", "integrationId", stream, "personId", "receivedAt",
         username, txid, result, reason, factor, application, ip, country, dictionary, raw)
       SELECT $1, to_timestamp(($3::float8 + ($4::float8 - $3::float8) * n / $5::float8) / 1000)::timestamptz(3),
         decode(md5('signal' || n), 'hex'), $2, 1, ${benchPersonId('who')}, now(), 'user' || who, md5('tx' || n)::uuid::text,
         CASE WHEN n % 8 = 0 THEN 'denied' ELSE 'success' END,
         CASE WHEN n % 8 = 0 THEN 'no_response' ELSE 'user_approved' END,
         (ARRAY['duo_push', 'passcode', 'verified_duo_push', 'phone_call'])[1 + h % 4],
         'Application ' || floor(20 * power((h % 1000) / 1000.0, 2))::int,
         CASE WHEN h % 10 < 4 THEN '198.51.100.7'::inet ELSE '10.0.0.0'::inet + who END,
         CASE WHEN h % 10 < 9 THEN 'United States' ELSE 'Canada' END, $8, ($9::bytea[])[1 + n % ${FORMS}]
       FROM (SELECT n, 1 + abs(hashint8(n)) % $10::int AS who, abs(hashint8(n * 31)) AS h
         FROM generate_series($6::bigint, $7::bigint) n) made`,
      [accountId, integrationId, start, end, signals, first, last, dictionary, raws, people],
    );
    say(`${(last + 1).toLocaleString('en')} records are written.`);
  }
  await pool.query(
    `INSERT INTO signal_counter ("accountId", "integrationId", bucket, stream, result, signals)
     SELECT "accountId", "integrationId", to_timestamp(floor(extract(epoch FROM "occurredAt") / 900) * 900), stream, result,
       count(*) FROM signal WHERE "accountId" = $1 GROUP BY 1, 2, 3, 4, 5`,
    [accountId],
  );
}
