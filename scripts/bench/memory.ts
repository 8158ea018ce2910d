import { mixWindow } from './authentication-records';
import { openBenchHouse } from './bench-house';
import { type BenchOptions, type BenchReport, median, rounded } from './bench-report';
import { residentMiB } from './resident-memory';

const PEOPLE = 20_000;
const ATTACK_SHARE = 0.02;
const GOAL_MIB = 256;
const GOAL_GROWTH = 0.1;
const DAY_MS = 86_400_000;
const SAMPLE_MS = 1_000;

/**
 * Memory of one worker that reads a long history in one cycle. The growth is from the first tenth, when caches and
 * compiled code are there, to the last: the median of the samples of each.
 */
export async function benchMemory({ quick, say }: BenchOptions): Promise<BenchReport> {
  const size = quick ? 20_000 : 1_000_000;
  say(`Starting PostgreSQL and a simulator with the history of ${PEOPLE} people.`);
  const days = quick ? 2 : 16;
  const house = await openBenchHouse([
    ...['--people', String(PEOPLE), '--history', `${days}d`],
    ...['--rate-limit', 'off', '--attack-every', 'off', '--lag', '0s'],
  ]);
  try {
    const from = Date.now() - days * DAY_MS + DAY_MS / 2;
    say('Mixing attacks among the records.');
    const window = await mixWindow(house.simulator, from, size, ATTACK_SHARE);
    const integrationId = await house.connect(from);
    const worker = house.worker();
    const samples: { stored: number; mib: number }[] = [];
    const sampling = setInterval(
      () => {
        void house.superuser.query<{ stored: number }>(`SELECT fetched AS stored FROM run`).then(
          ({ rows }) => {
            const mib = residentMiB(worker.pid);
            if (mib !== null && rows[0] !== undefined) samples.push({ stored: rows[0].stored, mib });
          },
          () => undefined,
        );
      },
      SAMPLE_MS / (quick ? 10 : 1),
    );
    const run = await house.read(integrationId, window).finally(() => clearInterval(sampling));
    const between = (low: number, high: number): number =>
      median(
        samples.flatMap(({ stored, mib }) =>
          stored >= low * run.fetched && stored <= high * run.fetched ? mib : [],
        ),
      );
    const early = between(0.08, 0.16);
    const late = between(0.92, 1);
    const most = Math.max(...samples.map(({ mib }) => mib));
    const growth = late / early - 1;
    return {
      bench: 'memory',
      pass: most <= GOAL_MIB && growth <= GOAL_GROWTH,
      figures: {
        quick,
        records: run.fetched,
        recordsPerSecond: rounded(run.fetched / run.seconds),
        samples: samples.length,
        mostMiB: rounded(most, 1),
        goalMiB: GOAL_MIB,
        earlyMiB: rounded(early, 1),
        lateMiB: rounded(late, 1),
        growth: rounded(growth, 3),
        goalGrowth: GOAL_GROWTH,
      },
    };
  } finally {
    await house.close();
  }
}
