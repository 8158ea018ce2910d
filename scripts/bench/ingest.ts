import { takeWindow } from './authentication-records';
import { openBaselines } from './baselines';
import { openBenchHouse } from './bench-house';
import { type BenchOptions, type BenchReport, median, rounded } from './bench-report';
import { servingRate } from './serving-rate';

const PEOPLE = 20_000;
const ATTACK_SHARE = 0.02;
const GOAL_OF_COPY = 0.4;
const GOAL_OF_CREATE_MANY = 5;
const DAY_MS = 86_400_000;

/**
 * The whole pipeline, from the simulator's socket to a committed page, against a bare COPY and against Prisma's
 * createMany of the same records. The three take turns; the first round only warms up.
 */
export async function benchIngest({ quick, say }: BenchOptions): Promise<BenchReport> {
  const rounds = quick ? 1 : 7;
  const size = quick ? 2_000 : 20_000;
  say('Starting PostgreSQL and a simulator with 20,000 people.');
  const house = await openBenchHouse([
    ...['--people', String(PEOPLE), '--history', '9d'],
    ...['--rate-limit', 'off', '--attack-every', 'off', '--lag', '0s'],
  ]);
  const baselines = await openBaselines(house.superuserUrl, house.accountId);
  try {
    let from = Date.now() - 8 * DAY_MS;
    const integrationId = await house.connect(from);
    house.worker();
    const rates = { pipeline: [] as number[], copy: [] as number[], createMany: [] as number[] };
    const served: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const window = await takeWindow(house.simulator, from, size, ATTACK_SHARE);
      from = window.to + 1;
      const count = window.texts.length;
      served.push(await servingRate(house.simulator, window));
      const run = await house.read(integrationId, window);
      if (run.added !== count) throw new Error(`${run.added} of ${count} records were stored.`);
      const copied = await baselines.copy(window.texts);
      const created = await baselines.createMany(window.texts);
      const rate = { pipeline: count / run.seconds, copy: count / copied, createMany: count / created };
      say(
        `Round ${round}: ${rounded(rate.pipeline)} records/s; COPY ${rounded(rate.copy)}, createMany ${rounded(rate.createMany)}.`,
      );
      if (round === 0) continue;
      rates.pipeline.push(rate.pipeline);
      rates.copy.push(rate.copy);
      rates.createMany.push(rate.createMany);
    }
    const ofCopy = median(rates.pipeline) / median(rates.copy);
    const ofCreateMany = median(rates.pipeline) / median(rates.createMany);
    const { rows } = await house.superuser.query<{ people: string; events: string }>(
      'SELECT (SELECT count(*) FROM person) AS people, (SELECT count(*) FROM identity_event) AS events',
    );
    return {
      bench: 'ingest',
      pass: ofCopy >= GOAL_OF_COPY && ofCreateMany >= GOAL_OF_CREATE_MANY,
      figures: {
        quick,
        rounds,
        recordsARound: size,
        people: Number(rows[0]?.people),
        events: Number(rows[0]?.events),
        recordsPerSecond: rounded(median(rates.pipeline)),
        copyRecordsPerSecond: rounded(median(rates.copy)),
        createManyRecordsPerSecond: rounded(median(rates.createMany)),
        simulatorAloneRecordsPerSecond: rounded(median(served)),
        ofCopy: rounded(ofCopy, 3),
        goalOfCopy: GOAL_OF_COPY,
        timesCreateMany: rounded(ofCreateMany, 2),
        goalTimesCreateMany: GOAL_OF_CREATE_MANY,
        slowest: rounded(Math.min(...rates.pipeline)),
        fastest: rounded(Math.max(...rates.pipeline)),
      },
    };
  } finally {
    await baselines.close();
    await house.close();
  }
}
