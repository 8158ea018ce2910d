import type { Candidate } from '@/domain/detection/candidate';
import { detectRecord } from '@/domain/detection/detect-record';
import { mergeCandidates } from '@/domain/detection/merge-candidates';
import { heatOf } from '@/domain/scoring/heat';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { scoredEventsOf } from '@/server/data/identity-events';
import { unpackRecord } from '@/server/data/raw-codec';
import { readAssessment } from '@/server/services/read-assessment';
import { type RecordWindow, takeWindow } from './authentication-records';
import { type BenchHouse, openBenchHouse } from './bench-house';
import { type BenchOptions, type BenchReport, median, rounded } from './bench-report';

/** So many that a page touches about 500 of them. */
const PEOPLE = 700;
const PAGE = 1_000;
const ATTACK_SHARE = 0.02;
const GOAL_TIMES = 10;
const DAY_MS = 86_400_000;

/**
 * A page of 1,000 records of 500 people through the whole pipeline, stored and scored, against scoring those people
 * from all the records there are of them: read, unpacked, parsed, detected upon and scored, with nothing written. The
 * two take turns.
 */
export async function benchIncremental({ quick, say }: BenchOptions): Promise<Omit<BenchReport, 'bench'>> {
  const history = quick ? 5_000 : 200_000;
  const rounds = quick ? 1 : 5;
  say(`Starting PostgreSQL and a simulator with ${PEOPLE} people.`);
  const house = await openBenchHouse([
    ...['--people', String(PEOPLE), '--history', '120d'],
    ...['--rate-limit', 'off', '--attack-every', 'off', '--lag', '0s'],
  ]);
  try {
    let from = Date.now() - 119 * DAY_MS;
    const integrationId = await house.connect(from);
    house.worker();
    const take = async (count: number): Promise<RecordWindow> => {
      const window = await takeWindow(house.simulator, from, count, ATTACK_SHARE);
      from = window.to + 1;
      return window;
    };
    for (let known = 0; known < history;) {
      const window = await take(Math.min(20_000, history - known));
      await house.read(integrationId, window);
      known += window.texts.length;
      say(`${known} records of history are in.`);
    }
    const seconds = { page: [] as number[], recomputed: [] as number[] };
    const touched: number[] = [];
    let records = 0;
    for (let round = 0; round <= rounds; round += 1) {
      const window = await take(PAGE);
      const run = await house.read(integrationId, window);
      const ids = await peopleOf(house, window);
      const began = performance.now();
      records = await scoreFromSignals(house, integrationId, ids);
      const took = (performance.now() - began) / 1000;
      say(`Round ${round}: the page ${rounded(run.seconds, 3)} s, from all records ${rounded(took, 2)} s.`);
      if (round === 0 && !quick) continue;
      // A window holds whole minutes: for a few records more than a page the time of a page is its share.
      seconds.page.push((run.seconds * PAGE) / Math.max(PAGE, run.added));
      seconds.recomputed.push(took);
      touched.push(ids.length);
    }
    const times = median(seconds.recomputed) / median(seconds.page);
    const wrong = await wrongHeats(house);
    return {
      pass: times >= GOAL_TIMES && wrong === 0,
      figures: {
        rounds,
        peopleTouched: rounded(median(touched)),
        recordsOfThem: records,
        pageSeconds: rounded(median(seconds.page), 3),
        fromRecordsSeconds: rounded(median(seconds.recomputed), 2),
        timesFaster: rounded(times, 1),
        goalTimesFaster: GOAL_TIMES,
        heatsUnlikeRecomputation: wrong,
      },
    };
  } finally {
    await house.close();
  }
}

async function peopleOf({ superuser }: BenchHouse, { from, to }: RecordWindow): Promise<string[]> {
  const { rows } = await superuser.query<{ id: string }>(
    `SELECT DISTINCT "personId" AS id FROM signal
     WHERE "occurredAt" >= $1 AND "occurredAt" <= $2 AND "personId" IS NOT NULL`,
    [new Date(from), new Date(to)],
  );
  return rows.map(({ id }) => id);
}

/** People whose records are read by one query. */
const PEOPLE_AT_ONCE = 50;

interface SignalRow {
  readonly personId: string;
  readonly key: string;
  readonly occurredAt: Date;
  readonly dictionary: number;
  readonly raw: Uint8Array;
}

/** Reads all records of these people again and scores what each raises by itself. Returns how many records there were. */
async function scoreFromSignals(
  { superuser, runtime }: BenchHouse,
  integrationId: string,
  ids: readonly string[],
): Promise<number> {
  let records = 0;
  for (let from = 0; from < ids.length; from += PEOPLE_AT_ONCE) {
    const { rows } = await superuser.query<SignalRow>(
      `SELECT "personId", encode("signalKey", 'hex') AS key, "occurredAt", dictionary, raw FROM signal
       WHERE "personId" = ANY($1) AND backfill IS NOT TRUE`,
      [ids.slice(from, from + PEOPLE_AT_ONCE)],
    );
    const found = new Map<string, Candidate[]>();
    for (const { personId, key, occurredAt, dictionary, raw } of rows) {
      const record = readAssessment(runtime, unpackRecord({ dictionary, bytes: raw }), occurredAt.getTime());
      if (record === null) throw new Error('A stored record cannot be read.');
      const own = found.get(personId) ?? [];
      own.push(...detectRecord(integrationId, { signalKey: key, record }));
      found.set(personId, own);
    }
    for (const candidates of found.values()) heatOf(mergeCandidates(candidates), DEFAULT_POLICY, 'standard');
    records += rows.length;
  }
  return records;
}

/** How many people have another heat than all their stored events give. */
async function wrongHeats({ superuser, runtime, accountId }: BenchHouse): Promise<number> {
  const { rows } = await superuser.query<{ id: string; heat: number | null }>(
    'SELECT p.id, h.heat FROM person p LEFT JOIN person_heat h ON h."personId" = p.id AND h.policy = 1',
  );
  const events = await runtime.database.inAccount(accountId, (tx) =>
    scoredEventsOf(
      accountId,
      tx,
      rows.map(({ id }) => id),
    ),
  );
  return rows.filter(({ id, heat }) => heat !== heatOf(events.get(id) ?? [], DEFAULT_POLICY, 'standard'))
    .length;
}
