import { z } from 'zod';
import { CISCO_DUO } from '@/domain/connectors/cisco-duo';
import type { Candidate } from '@/domain/detection/candidate';
import { detectRecord } from '@/domain/detection/detect-record';
import { mergeCandidates } from '@/domain/detection/merge-candidates';
import { heatOf } from '@/domain/scoring/heat';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { scoredEventsOf } from '@/server/data/events/identity-events';
import { unpackRecord } from '@/server/data/signals/raw-codec';
import { ensurePartitions } from '@/server/data/signals/signals';
import { commitPage } from '@/server/services/collection/commit-page';
import { readAssessment } from '@/server/services/detection/read-assessment';
import { type RecordWindow, takeWindow } from './authentication-records';
import { type BenchHouse, openBenchHouse } from './bench-house';
import { type BenchOptions, type BenchReport, median, rounded } from './bench-report';

const PEOPLE = 1_000;
const PAGE = 1_000;
const TOUCHED = 500;
/** Records from which a page is chosen: enough to find 500 people with two each. */
const CHOICE = 6_000;
const ATTACK_SHARE = 0.02;
const GOAL_TIMES = 10;
const DAY_MS = 86_400_000;
const STREAM = 'authentication';

/**
 * A page of 1,000 records of 500 people, read, stored, detected upon by record and scored in its transaction, against
 * scoring those people from all the records there are of them: read, unpacked, parsed, detected upon by record and
 * scored, with nothing written. The two take turns. What derived detectors do afterwards is in neither.
 */
export async function benchIncremental({ quick, say }: BenchOptions): Promise<Omit<BenchReport, 'bench'>> {
  // Four hundred records of each person: some eighty days of five a day.
  const history = quick ? 5_000 : 400_000;
  const rounds = quick ? 1 : 5;
  say(`Starting PostgreSQL and a simulator with ${PEOPLE} people.`);
  const house = await openBenchHouse([
    ...['--people', String(PEOPLE), '--history', '120d'],
    ...['--rate-limit', 'off', '--attack-every', 'off', '--lag', '0s'],
  ]);
  try {
    let from = Date.now() - 119 * DAY_MS;
    const integrationId = await house.connect(from);
    const take = async (count: number): Promise<RecordWindow> => {
      const window = await takeWindow(house.simulator, from, count, ATTACK_SHARE);
      from = window.to + 1;
      return window;
    };
    for (let known = 0; known < history;) {
      const { texts } = await take(Math.min(20_000, history - known));
      for (let at = 0; at < texts.length; at += PAGE)
        await commitTexts(house, integrationId, texts.slice(at, at + PAGE));
      known += texts.length;
      say(`${known} records of history are in.`);
    }
    const seconds = { page: [] as number[], recomputed: [] as number[] };
    const touched: number[] = [];
    let records = 0;
    for (let round = 0; round <= rounds; round += 1) {
      const { texts, keys } = choosePage((await take(CHOICE)).texts);
      const began = performance.now();
      await commitTexts(house, integrationId, texts);
      const committed = performance.now();
      const ids = await peopleOf(house, keys);
      const asked = performance.now();
      records = await scoreFromSignals(house, integrationId, ids);
      const [page, recomputed] = [committed - began, performance.now() - asked].map((took) => took / 1000);
      if (page === undefined || recomputed === undefined) continue;
      say(`Round ${round}: the page ${rounded(page, 3)} s, from all records ${rounded(recomputed, 2)} s.`);
      if (round === 0 && !quick) continue;
      seconds.page.push(page);
      seconds.recomputed.push(recomputed);
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

/** Reads records and commits them as one page, as a poll does. */
async function commitTexts(
  { runtime, accountId }: BenchHouse,
  integrationId: string,
  texts: readonly string[],
): Promise<void> {
  const now = runtime.now();
  const adapter = runtime.adapterOf(CISCO_DUO.id);
  if (adapter === null) throw new Error('The connector of Duo is there.');
  const records = texts.flatMap((text) => adapter.readAgain(STREAM, Buffer.from(text), now).records);
  if (records.length !== texts.length) throw new Error('A record of the simulator cannot be read.');
  await ensurePartitions(
    runtime.database,
    records.map(({ occurredAt }) => occurredAt),
  );
  await runtime.database.inAccount(accountId, (tx) =>
    commitPage(accountId, tx, {
      integrationId,
      stream: STREAM,
      page: { records, rejected: [], requests: 1 },
      enabledAt: 0,
      backfill: false,
      mutable: false,
      sweepStartedAt: now,
      now,
      readStored: (text, occurredAt) => readAssessment(runtime, text, occurredAt),
      geography: runtime.geography,
      nameKeys: () => Promise.resolve([]),
    }),
  );
}

/** A sign-in by somebody whom Duo does not know has no key. */
const named = z.looseObject({ user: z.looseObject({ key: z.string().nullable() }) });

/** Two records each of the first 500 people who have two: a page, and Duo's keys of these people. */
function choosePage(texts: readonly string[]): { texts: string[]; keys: string[] } {
  const byKey = new Map<string, string[]>();
  for (const text of texts) {
    const { key } = named.parse(JSON.parse(text)).user;
    if (key === null) continue;
    byKey.set(key, [...(byKey.get(key) ?? []), text]);
  }
  const chosen = [...byKey].filter(([, own]) => own.length >= PAGE / TOUCHED).slice(0, TOUCHED);
  return {
    texts: chosen.flatMap(([, own]) => own.slice(0, PAGE / TOUCHED)),
    keys: chosen.map(([key]) => key),
  };
}

async function peopleOf({ superuser }: BenchHouse, keys: readonly string[]): Promise<string[]> {
  const { rows } = await superuser.query<{ id: string }>(
    `SELECT DISTINCT "personId" AS id FROM person_alias WHERE kind = 'key' AND value = ANY($1)`,
    [keys],
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
