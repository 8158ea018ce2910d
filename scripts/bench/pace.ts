import { z } from 'zod';
import { CISCO_DUO_STREAMS } from '@/domain/connectors/cisco-duo-streams';
import { setLaneGoal } from '@/server/data/integrations/lanes';
import { scheduleStream } from '@/server/data/integrations/schedule';
import { type BenchHouse, openBenchHouse } from './bench-house';
import { type BenchOptions, type BenchReport, rounded } from './bench-report';

const STREAM = 'authentication';
const ENDPOINT = '/admin/v2/logs/authentication';
/**
 * How much faster than in production: as fast as one machine bears, a page of 1,000 records being fetched, stored and
 * served by the simulator within one gap.
 */
const SCALE = 4;
/** The pace of the product, as its manifest has it. */
const { minPageGapMs, minCycleMs } = paceOf(STREAM);
const GAP_MS = minPageGapMs / SCALE;
const LIVE_EVERY_MS = minCycleMs / SCALE;
/**
 * What the simulator allows of one endpoint in a minute, unscaled. It is a number of its own: a manifest that asks more
 * often is refused here, and one that asks less often leaves some of it unused. Duo publishes none.
 */
const ALLOWED_A_MINUTE = 30;
const LIMIT_A_MINUTE = ALLOWED_A_MINUTE * SCALE;
const GOAL_OF_LIMIT = 0.95;
const GOAL_LATENCY = 1.1;
const DAY_MS = 86_400_000;
/** More than the backfill comes to. With today they are as many days as the simulator keeps written. */
const WORKDAYS = 3;

const requestsSchema = z.object({
  paths: z.record(
    z.string(),
    z.looseObject({ count: z.number(), statuses: z.record(z.string(), z.number()) }),
  ),
});

/**
 * A backfill beside live polling, against a simulator that refuses what is over the limit: how much of the limit is
 * used, whether anything was refused, and whether live records wait longer than without the backfill.
 */
export async function benchPace({ quick, say }: BenchOptions): Promise<BenchReport> {
  const phaseMs = quick ? 45_000 : 90_000;
  say('Starting PostgreSQL and a simulator that enforces a limit.');
  const house = await openBenchHouse(
    [
      ...['--people', '20000', '--history', '15d', '--lag', '0s', '--attack-every', 'off'],
      ...['--rate-limit', String(LIMIT_A_MINUTE)],
    ],
    { pageMs: GAP_MS, cycleMs: LIVE_EVERY_MS },
  );
  try {
    const enabledAt = Date.now();
    const integrationId = await house.connect(enabledAt);
    await pause(GAP_MS);
    house.worker();
    await house.free(integrationId);
    const historyFrom = mondayBefore(enabledAt - 5 * DAY_MS);
    // The simulator writes a day when it is first asked for it, which takes it seconds: Duo does not.
    for (let day = 0; day < WORKDAYS; day += 1) {
      const at = historyFrom + day * DAY_MS;
      await house.simulator.control(`GET /records?from=${at}&to=${at + 1_000}`);
    }
    await pause(3 * LIVE_EVERY_MS);
    say('Live polling alone.');
    const alone = await phase(house, phaseMs);
    await house.runtime.database.inAccount(house.accountId, async (tx) => {
      const key = { integrationId, stream: STREAM };
      const goal = { from: historyFrom, to: enabledAt };
      await setLaneGoal(house.accountId, tx, { ...key, lane: 'backfill' }, goal, Date.now());
      await scheduleStream(tx, { accountId: house.accountId, ...key });
    });
    await pause(LIVE_EVERY_MS);
    say('Live polling with the backfill beside it.');
    const beside = await phase(house, phaseMs);
    const ofLimit = beside.requests / ((LIMIT_A_MINUTE * beside.ms) / 60_000);
    const latency = beside.latencyMs / alone.latencyMs;
    const refused = alone.refused + beside.refused;
    return {
      bench: 'pace',
      pass: ofLimit >= GOAL_OF_LIMIT && refused === 0 && latency <= GOAL_LATENCY,
      figures: {
        quick,
        scaledBy: SCALE,
        manifestGapMs: minPageGapMs,
        manifestCycleMs: minCycleMs,
        allowedAMinuteUnscaled: ALLOWED_A_MINUTE,
        limitAMinute: LIMIT_A_MINUTE,
        gapMs: GAP_MS,
        liveEveryMs: LIVE_EVERY_MS,
        seconds: rounded(beside.ms / 1000, 1),
        ofLimit: rounded(ofLimit, 3),
        goalOfLimit: GOAL_OF_LIMIT,
        refused,
        liveLatencyAloneMs: rounded(alone.latencyMs),
        liveLatencyBesideMs: rounded(beside.latencyMs),
        latencyRatio: rounded(latency, 3),
        goalLatencyRatio: GOAL_LATENCY,
        liveRuns: beside.runs,
      },
    };
  } finally {
    await house.close();
  }
}

function paceOf(stream: string): { readonly minPageGapMs: number; readonly minCycleMs: number } {
  const found = CISCO_DUO_STREAMS.find(({ id }) => id === stream);
  if (found === undefined) throw new Error(`Duo has no stream ${stream}.`);
  return found;
}

/** The last Monday that began before an instant, UTC: working days have records for page after page. */
function mondayBefore(instant: number): number {
  const day = Math.floor(instant / DAY_MS);
  // The day 4 was a Monday.
  return (day - ((day + 3) % 7)) * DAY_MS;
}

interface Phase {
  readonly ms: number;
  readonly requests: number;
  readonly refused: number;
  readonly latencyMs: number;
  readonly runs: number;
}

async function phase(house: BenchHouse, durationMs: number): Promise<Phase> {
  const began = Date.now();
  const before = await requestsSoFar(house);
  await pause(durationMs);
  const after = await requestsSoFar(house);
  const ms = Date.now() - began;
  const { rows } = await house.superuser.query<{ start: number; end: number }>(
    `SELECT extract(epoch FROM "startedAt")::float8 * 1000 AS start, extract(epoch FROM "finishedAt")::float8 * 1000 AS end
     FROM run WHERE stream = $1 AND lane = 'live' AND result = 'done' AND "finishedAt" >= $2 ORDER BY "startedAt"`,
    [STREAM, new Date(began)],
  );
  return {
    ms,
    requests: after.asked - before.asked,
    refused: after.refused - before.refused,
    latencyMs: meanLatency(rows),
    runs: rows.length,
  };
}

/** How long a record waits that appears at any moment: for the next live poll to begin, and to be committed. */
function meanLatency(runs: readonly { start: number; end: number }[]): number {
  let waited = 0;
  let time = 0;
  for (const [index, { start, end }] of runs.entries()) {
    const before = runs[index - 1];
    if (before === undefined) continue;
    const gap = start - before.start;
    waited += (gap * gap) / 2 + gap * (end - start);
    time += gap;
  }
  return waited / time;
}

async function requestsSoFar(house: BenchHouse): Promise<{ asked: number; refused: number }> {
  const { paths } = requestsSchema.parse(await house.simulator.control('GET /requests'));
  const path = paths[ENDPOINT];
  return { asked: path?.count ?? 0, refused: path?.statuses['429'] ?? 0 };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
