import type { Pool } from 'pg';
import { takeWindow } from './authentication-records';
import { openBenchHouse } from './bench-house';
import { type BenchOptions, type BenchReport, median, rounded } from './bench-report';

const PEOPLE = 20_000;
const ATTACK_SHARE = 0.02;
const GOAL_OF_RAW = 0.35;
const GOAL_TIMES_DELETE = 5;
const DAY_MS = 86_400_000;

/**
 * Bytes that a signal takes with its raw record and its share of the indexes; and a month that is dropped against the
 * same month deleted, in turns.
 */
export async function benchStorage({ quick, say }: BenchOptions): Promise<BenchReport> {
  const size = quick ? 3_000 : 50_000;
  const rounds = quick ? 1 : 5;
  say('Starting PostgreSQL and a simulator with 20,000 people.');
  const house = await openBenchHouse([
    ...['--people', String(PEOPLE), '--history', '5d'],
    ...['--rate-limit', 'off', '--attack-every', 'off', '--lag', '0s'],
  ]);
  try {
    const { superuser } = house;
    const from = Date.now() - 4 * DAY_MS;
    const integrationId = await house.connect(from);
    house.worker();
    const window = await takeWindow(house.simulator, from, size, ATTACK_SHARE);
    const empty = await signalBytes(superuser);
    const run = await house.read(integrationId, window);
    const bytes = ((await signalBytes(superuser)) - empty) / run.added;
    const raw = window.texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / window.texts.length;
    const seconds = { dropped: [] as number[], deleted: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      const [first, second] = [monthsBack(2 * round + 3), monthsBack(2 * round + 4)];
      await fillMonth(superuser, first);
      await fillMonth(superuser, second);
      await superuser.query('CHECKPOINT');
      const began = performance.now();
      await superuser.query(`DROP TABLE ${partitionOf(first)}`);
      const dropped = performance.now();
      await superuser.query(`DELETE FROM signal WHERE "occurredAt" >= $1 AND "occurredAt" < $2`, [
        second,
        first,
      ]);
      seconds.dropped.push((dropped - began) / 1000);
      seconds.deleted.push((performance.now() - dropped) / 1000);
      say(`Round ${round + 1}: dropped in ${rounded(dropped - began)} ms.`);
    }
    const times = median(seconds.deleted) / median(seconds.dropped);
    return {
      bench: 'storage',
      pass: bytes / raw <= GOAL_OF_RAW && times >= GOAL_TIMES_DELETE,
      figures: {
        quick,
        signals: run.added,
        bytesASignal: rounded(bytes),
        bytesOfRawJson: rounded(raw),
        ofRawJson: rounded(bytes / raw, 3),
        goalOfRawJson: GOAL_OF_RAW,
        rounds,
        dropSeconds: rounded(median(seconds.dropped), 4),
        deleteSeconds: rounded(median(seconds.deleted), 4),
        deleteOverDrop: rounded(times, 1),
        goalDeleteOverDrop: GOAL_TIMES_DELETE,
      },
    };
  } finally {
    await house.close();
  }
}

/** Heap, TOAST and indexes of every partition. */
async function signalBytes(superuser: Pool): Promise<number> {
  const { rows } = await superuser.query<{ bytes: string }>(
    `SELECT coalesce(sum(pg_total_relation_size(relid)), 0) AS bytes FROM pg_partition_tree('signal') WHERE isleaf`,
  );
  return Number(rows[0]?.bytes);
}

/** First instant of the month that many months ago, ISO. */
function monthsBack(count: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - count, 1)).toISOString();
}

function partitionOf(month: string): string {
  return `signal_${month.slice(0, 7).replace('-', '_')}`;
}

/** Copies what was read into an earlier month, with the partition and the indexes that the product makes for it. */
async function fillMonth(superuser: Pool, month: string): Promise<void> {
  await superuser.query('SELECT ensure_signal_partition($1::date)', [month]);
  const { rows } = await superuser.query<{ columns: string }>(
    `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
     WHERE attrelid = 'signal'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'occurredAt'`,
  );
  const columns = rows[0]?.columns ?? '';
  await superuser.query(
    `INSERT INTO signal ("occurredAt", ${columns})
     SELECT $1::timestamptz + ("occurredAt" - (SELECT min("occurredAt") FROM signal
       WHERE "occurredAt" > now() - interval '40 days')), ${columns}
     FROM signal WHERE "occurredAt" > now() - interval '40 days'`,
    [month],
  );
}
