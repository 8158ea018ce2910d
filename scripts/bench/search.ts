import type { AccountId } from '@/domain/identifiers';
import { accountIdSchema } from '@/domain/identifiers';
import type { SignalsPage } from '@/domain/views/signal';
import { execute } from '@/server/services/operation';
import { completeSearch } from '@/server/services/signals/complete-search';
import { countSignals } from '@/server/services/signals/count-signals';
import { searchSignals } from '@/server/services/signals/search-signals';
import { type BenchHouse, openBenchHouse } from './bench-house';
import { type BenchOptions, type BenchReport, median, percentile95, rounded } from './bench-report';
import { type SearchWorld, writeSearchWorld } from './search-records';

const GOAL_P95_MS = 100;
const GOAL_DEPTH = 1.5;
const DEPTH = 1_000;
const DAYS = 180;
const DAY_MS = 86_400_000;

type Ask = Readonly<Record<string, string>>;

/** A kind of search, made anew from a whole number each time, with the SQL that finds the same where it is compared. */
interface Kind {
  readonly name: string;
  readonly ask: (n: number) => Ask;
  readonly sql?: (n: number) => string;
}

/** Person, address, network, time, text and what goes together, over all records or a part of their time. */
function kindsOf({ people, end }: SearchWorld): Kind[] {
  const who = (n: number) => 1 + ((n * 7_919) % people);
  const address = (n: number) => `'10.0.0.0'::inet + ${who(n)}`;
  const all = { since: 'all' };
  const from = (n: number) => new Date(end - (1 + (n % (DAYS - 1))) * DAY_MS).toISOString();
  return [
    {
      name: 'person',
      ask: (n) => ({ q: `person:user${who(n)}`, ...all }),
      sql: (n) => `username = 'user${who(n)}'`,
    },
    {
      name: 'personResult',
      ask: (n) => ({ q: `person:user${who(n)} result:denied`, ...all }),
      sql: (n) => `username = 'user${who(n)}' AND result = 'denied'`,
    },
    {
      name: 'address',
      ask: (n) => ({ q: `address:${dotted(who(n))}`, ...all }),
      sql: (n) => `ip = ${address(n)}`,
    },
    { name: 'office', ask: () => ({ q: 'address:198.51.100.7', ...all }), sql: () => `ip = '198.51.100.7'` },
    {
      name: 'network',
      ask: (n) => ({ q: `address:10.0.${Math.floor(who(n) / 256)}.0/28`, ...all }),
      sql: (n) => `ip << '10.0.${Math.floor(who(n) / 256)}.0/28' AND family(ip) = 4`,
    },
    {
      name: 'time',
      ask: (n) => ({ from: from(n), to: new Date(Date.parse(from(n)) + DAY_MS).toISOString() }),
    },
    { name: 'everything', ask: () => all, sql: () => 'true' },
    { name: 'textPerson', ask: (n) => ({ q: `given${who(n)}`, ...all }) },
    { name: 'textApplication', ask: (n) => ({ q: `"application ${n % 20}"`, ...all }) },
    { name: 'textReason', ask: () => ({ q: 'no_response', ...all }) },
    {
      name: 'values',
      ask: (n) => ({ q: `application:"Application ${n % 20}" -result:success`, since: '90d' }),
    },
    // Too wide: what is measured is how soon that is said.
    { name: 'refused', ask: (n) => ({ q: `transaction:${'0'.repeat(8)}-${n}`, ...all }) },
  ];
}

function dotted(n: number): string {
  return `10.0.${Math.floor(n / 256)}.${n % 256}`;
}

/** Search of raw records: every kind of question at every age, any page deep, compared with SQL. */
export async function benchSearch({ quick, say }: BenchOptions): Promise<BenchReport> {
  const house = await openBenchHouse(['--people', '10', '--history', '1d']);
  try {
    const accountId = accountIdSchema.parse(house.accountId);
    const end = Math.floor(Date.now() / 1000) * 1000;
    const world = { signals: quick ? 1_000_000 : 10_000_000, people: 20_000, days: DAYS, end };
    const integrationId = await house.connect(end - DAYS * DAY_MS);
    await writeSearchWorld(house.superuser, accountId, integrationId, world, say);
    const rounds = quick ? 15 : 40;
    const p95: Record<string, number> = {};
    const told = { compared: 0, different: 0, refused: 0 };
    for (const kind of kindsOf(world)) {
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const asked = await timed(house, accountId, kind.ask(round));
        times.push(asked.ms);
        if (asked.page === null) told.refused += 1;
        else if (kind.sql !== undefined && round < 5) {
          told.compared += 1;
          if (!(await equalsSql(house, accountId, asked.page, kind.sql(round)))) told.different += 1;
        }
      }
      p95[kind.name] = percentile95(times);
      say(`${kind.name}: p95 ${rounded(p95[kind.name] ?? NaN)} ms.`);
    }
    const depth = await depthOf(house, accountId, { since: 'all' }, quick ? 200 : DEPTH);
    const denied = await depthOf(house, accountId, { q: 'result:denied', since: 'all' }, quick ? 200 : DEPTH);
    const worst = Math.max(...Object.values(p95));
    return {
      bench: 'search',
      pass: worst <= GOAL_P95_MS && Math.max(depth, denied) <= GOAL_DEPTH && told.different === 0,
      figures: {
        quick,
        signals: world.signals,
        people: world.people,
        days: DAYS,
        questionsOfAKind: rounds,
        p95Ms: Object.fromEntries(Object.entries(p95).map(([name, ms]) => [name, rounded(ms, 1)])),
        worstP95Ms: rounded(worst, 1),
        goalP95Ms: GOAL_P95_MS,
        page: quick ? 200 : DEPTH,
        deepOverFirst: rounded(depth, 2),
        deepOverFirstNarrowed: rounded(denied, 2),
        goalDeepOverFirst: GOAL_DEPTH,
        ...told,
        barsMs: await barsOf(house, accountId),
        completionMs: await completionOf(house, accountId),
      },
    };
  } finally {
    await house.close();
  }
}

function actorOf(accountId: AccountId) {
  return { kind: 'system', name: 'bench', accountId } as const;
}

/** One question; null for a page where it is refused. */
async function timed(
  { runtime }: BenchHouse,
  accountId: AccountId,
  input: Ask,
): Promise<{ ms: number; page: SignalsPage | null }> {
  const began = performance.now();
  const page = await execute(searchSignals, { actor: actorOf(accountId), runtime, input }).catch(
    (error: unknown) => {
      if (error instanceof Error && error.name === 'Refusal') return null;
      throw error;
    },
  );
  return { ms: performance.now() - began, page };
}

async function equalsSql(
  { superuser }: BenchHouse,
  accountId: AccountId,
  page: SignalsPage,
  where: string,
): Promise<boolean> {
  const { rows } = await superuser.query<{ id: string }>(
    `SELECT (extract(epoch FROM "occurredAt") * 1000)::bigint || '-' || encode("signalKey", 'hex') AS id FROM signal
     WHERE "accountId" = $1 AND ${where} ORDER BY "occurredAt" DESC, "signalKey" DESC LIMIT 50`,
    [accountId],
  );
  return JSON.stringify(rows.map(({ id }) => id)) === JSON.stringify(page.signals.map(({ id }) => id));
}

/** How much longer a deep page takes than the first, measured in turns. */
async function depthOf(house: BenchHouse, accountId: AccountId, input: Ask, pages: number): Promise<number> {
  let deep: Ask = input;
  for (let page = 1; page < pages; page += 1) {
    const cursor = (await timed(house, accountId, deep)).page?.olderCursor ?? null;
    if (cursor === null) throw new Error(`There are fewer than ${pages} pages.`);
    deep = { ...input, cursor };
  }
  const first: number[] = [];
  const last: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    first.push((await timed(house, accountId, input)).ms);
    last.push((await timed(house, accountId, deep)).ms);
  }
  return median(last) / median(first);
}

/** Milliseconds for the bars above a list: by counters, and counted. */
async function barsOf({ runtime }: BenchHouse, accountId: AccountId): Promise<Record<string, number>> {
  const asks: Record<string, Ask> = {
    allByCounters: { since: 'all' },
    person: { q: 'person:user77', since: 'all' },
    application: { q: 'application:"Application 3"', since: '30d' },
  };
  const figures: Record<string, number> = {};
  for (const [name, input] of Object.entries(asks)) {
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const began = performance.now();
      await execute(countSignals, { actor: actorOf(accountId), runtime, input });
      times.push(performance.now() - began);
    }
    figures[name] = rounded(median(times), 1);
  }
  return figures;
}

async function completionOf({ runtime }: BenchHouse, accountId: AccountId): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const [field, begins] of [
    ['person', 'given12'],
    ['address', '10.0.'],
    ['application', 'appl'],
  ] as const) {
    const began = performance.now();
    await execute(completeSearch, { actor: actorOf(accountId), runtime, input: { field, begins } });
    figures[field] = rounded(performance.now() - began, 1);
  }
  return figures;
}
