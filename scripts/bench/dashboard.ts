import { randomUUID } from 'node:crypto';
import { type AccountId, accountIdSchema } from '@/domain/identifiers';
import { type BenchHouse, openBenchHouse } from './bench-house';
import { type BenchOptions, type BenchReport, median, percentile95, rounded } from './bench-report';
import { compareWithSql } from './dashboard-equality';
import { measurePast } from './dashboard-past';
import { type Question, QUESTIONS, type Viewer, viewerOf } from './dashboard-questions';
import { type DashboardWorld, writeDashboardWorld } from './dashboard-records';
import { benchPersonId } from './search-records';

const GOAL_P95_MS = 50;
const GOAL_RATIO = 1.5;
/** Longer than half a year, so that a moment half a year ago has something before it. */
const DAYS = 190;
const DAY_MS = 86_400_000;
/** Profiles that are opened. */
const PROFILES = 40;

/** Three accounts of the same people over the same time, in one PostgreSQL. */
const SIZES = ['large', 'small', 'quiet'] as const;
type Size = (typeof SIZES)[number];

/**
 * Every question behind dashboard, behaviors, people and profile, by the operations that the pages run, at 100,000 and at
 * 10,000,000 signals, in turns in one PostgreSQL; their answers against plain SQL; and the past.
 *
 * The number of people is the same at both sizes, 100,000, and so are their identity events, one for each person: a page that
 * counts people costs as much as there are people, and a ratio over two numbers of people would say that and nothing of the
 * signals, which are what grows without an end. What events cost is a figure beside it, without a goal: a third account has
 * 100,000 signals and a hundredth of the events.
 */
export async function benchDashboard({ quick, say }: BenchOptions): Promise<BenchReport> {
  const house = await openBenchHouse(['--people', '10', '--history', '1d']);
  try {
    const end = Math.floor(Date.now() / 1000) * 1000;
    const people = quick ? 2_000 : 100_000;
    const rounds = quick ? 5 : 20;
    const few = quick ? 2_000 : 100_000;
    const world = { people, days: DAYS, end };
    const viewers = {
      large: await openAccount(house, { ...world, signals: few * (quick ? 10 : 100), events: people }, say),
      small: await openAccount(house, { ...world, signals: few, events: people }, say),
      quiet: await openAccount(house, { ...world, signals: few, events: people / 100 }, say),
    };
    const times = await askInTurns(viewers, rounds, say);
    const p95 = valuesOf(times, ({ large }) => rounded(percentile95(large), 1));
    const ratio = valuesOf(times, ({ large, small }) => rounded(median(large) / median(small), 2));
    const { large } = viewers;
    const at = Date.now();
    const equality = await compareWithSql(
      {
        ...{ pool: house.superuser, accountId: large.accountId, actor: large.actor, at },
        runtime: { ...house.runtime, now: () => at },
      },
      quick ? 100 : 1_000,
      say,
    );
    const worstP95 = Math.max(...Object.values(p95));
    const worstRatio = Math.max(...Object.values(ratio));
    return {
      bench: 'dashboard',
      pass: worstP95 <= GOAL_P95_MS && worstRatio <= GOAL_RATIO && equality.different === 0,
      figures: {
        quick,
        signals: few * (quick ? 10 : 100),
        fewSignals: few,
        people,
        events: people,
        days: DAYS,
        roundsOfAQuestion: rounds,
        p95Ms: p95,
        worstP95Ms: worstP95,
        goalP95Ms: GOAL_P95_MS,
        manySignalsOverFew: ratio,
        worstManyOverFew: worstRatio,
        goalManyOverFew: GOAL_RATIO,
        comparedWithSql: equality.compared,
        different: equality.different,
        noGoalManyOverFewWithFewEvents: valuesOf(times, (one) =>
          rounded(median(one.large) / median(one.quiet), 2),
        ),
        noGoalPast: await measurePast(large, { end, moments: quick ? 1 : 2, calls: 6 }, say),
      },
    };
  } finally {
    await house.close();
  }
}

/** A filled account, with somebody who looks at it. */
async function openAccount(
  house: BenchHouse,
  world: DashboardWorld,
  say: (sentence: string) => void,
): Promise<Viewer & { readonly accountId: AccountId }> {
  const accountId = accountIdSchema.parse(await house.newAccount());
  const integrationId = await house.connect(world.end - world.days * DAY_MS, accountId);
  const memberId = randomUUID();
  await writeDashboardWorld(house, { accountId, integrationId, memberId }, world, say);
  const { rows } = await house.superuser.query<{ id: string }>(
    `SELECT ${benchPersonId('n')} AS id FROM generate_series(1, $2::int, $3::int) n`,
    [accountId, world.people, Math.floor(world.people / PROFILES)],
  );
  return {
    ...{ accountId, actor: viewerOf(accountId, memberId), runtime: house.runtime },
    people: rows.map(({ id }) => id),
  };
}

type Times = Readonly<Record<Size, readonly number[]>>;

/** Milliseconds of each question in each account, asked in turns; the first round fills caches and is not counted. */
async function askInTurns(
  viewers: Readonly<Record<Size, Viewer>>,
  rounds: number,
  say: (sentence: string) => void,
): Promise<ReadonlyMap<string, Times>> {
  const times = new Map<string, Times>();
  for (const question of QUESTIONS) {
    const own: Record<Size, number[]> = { large: [], small: [], quiet: [] };
    for (let round = 0; round <= rounds; round += 1)
      for (let turn = 0; turn < SIZES.length; turn += 1) {
        const size = SIZES[(round + turn) % SIZES.length] ?? 'large';
        const ms = await timed(question, viewers[size], round);
        if (round > 0) own[size].push(ms);
      }
    times.set(question.name, own);
    const words = SIZES.map((size) => `${size} ${rounded(median(own[size]), 1)} ms`).join(', ');
    say(`${question.name}: ${words}, p95 ${rounded(percentile95(own.large), 1)} ms.`);
  }
  return times;
}

async function timed(question: Question, viewer: Viewer, n: number): Promise<number> {
  const began = performance.now();
  await question.ask(viewer, n);
  return performance.now() - began;
}

function valuesOf(
  times: ReadonlyMap<string, Times>,
  value: (of: Times) => number,
): Readonly<Record<string, number>> {
  return Object.fromEntries([...times].map(([name, own]) => [name, value(own)]));
}
