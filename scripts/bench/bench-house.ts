import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { CISCO_DUO } from '@/domain/connectors/cisco-duo';
import {
  type AccountId,
  accountIdSchema,
  type IntegrationId,
  integrationIdSchema,
} from '@/domain/identifiers';
import { eraseEmbeddedPostgres, startEmbeddedPostgres } from '@/scripts/embedded-postgres.mjs';
import { migrate } from '@/scripts/migrate';
import { enterAccount } from '@/server/data/database';
import { insertAccount } from '@/server/data/members/accounts';
import { insertDefaultPolicy } from '@/server/data/scoring/scoring-policies';
import { readEnvironment } from '@/server/platform/environment';
import { createLogger } from '@/server/platform/logger';
import { connectIntegration } from '@/server/services/integrations/connect-integration';
import { openRuntime } from '@/server/services/open-runtime';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { type BenchSimulator, type BenchWorker, startSimulator, startWorker } from './bench-processes';

/** What the benches read. */
const STREAM = 'authentication';

/** The pace-keeper is off: the one switch that only a simulator beside it unlocks. */
const WITHOUT_PACE = { lagMs: 0, marginMs: 0, cycleMs: 60_000, pageMs: 0 };

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What one run of the worker did, by PostgreSQL's clock. */
export interface MeasuredRun {
  readonly seconds: number;
  readonly pages: number;
  readonly added: number;
  readonly fetched: number;
}

const runRow = z.object({
  result: z.string(),
  seconds: z.coerce.number().nullable(),
  pages: z.number(),
  added: z.number(),
  fetched: z.number(),
  errorMessage: z.string().nullable(),
});

/** Real PostgreSQL with one account, a simulator and the product's worker, each in a process of its own. */
export interface BenchHouse {
  readonly superuser: pg.Pool;
  readonly superuserUrl: string;
  readonly simulator: BenchSimulator;
  readonly runtime: Runtime;
  readonly accountId: string;
  /** One account more, as empty as the first. */
  newAccount(): Promise<AccountId>;
  /** Connects the simulator to an account, by default the first; nothing is due until `read`. */
  connect(enabledAt: number, to?: AccountId): Promise<IntegrationId>;
  /** From now on the product polls by itself. */
  free(integrationId: IntegrationId): Promise<void>;
  /** Starts a worker of the product. */
  worker(): BenchWorker;
  /** Has the worker read one window, ends included, and waits for the end of the run. */
  read(integrationId: IntegrationId, window: { from: number; to: number }): Promise<MeasuredRun>;
  close(): Promise<void>;
}

/** Opens the house on a fresh database that is as durable as the product's, with a simulator started by these flags. */
export async function openBenchHouse(
  simulatorFlags: readonly string[],
  timing: Partial<typeof WITHOUT_PACE> = {},
): Promise<BenchHouse> {
  const home = mkdtempSync(join(tmpdir(), 'parapet-bench-'));
  // What was opened is closed again, the last first: also where the next thing does not open.
  const closers: (() => Promise<unknown>)[] = [() => rm(home, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const signal of SIGNALS) process.off(signal, cutShort);
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  // PostgreSQL outlives a Ctrl-C by itself.
  const cutShort = (): void => void close().finally(() => process.exit(130));
  for (const signal of SIGNALS) process.once(signal, cutShort);
  try {
    return { ...(await furnish(home, closers, simulatorFlags, timing)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the house has, once it is open; what closes it again is put to `closers` as it opens. */
async function furnish(
  home: string,
  closers: (() => Promise<unknown>)[],
  simulatorFlags: readonly string[],
  timing: Partial<typeof WITHOUT_PACE>,
): Promise<Omit<BenchHouse, 'close'>> {
  closers.push(() => eraseEmbeddedPostgres({ home }));
  const database = await startEmbeddedPostgres({ home });
  closers.push(() => database.stop());
  const simulator = await startSimulator(simulatorFlags);
  closers.push(() => simulator.stop());
  await migrate(database.ownerUrl);
  const settings = {
    DATABASE_URL: database.appUrl,
    PARAPET_VAULT_KEY: randomBytes(32).toString('base64'),
    PARAPET_SIMULATOR: simulator.host,
    PARAPET_TIMING: JSON.stringify({ ...WITHOUT_PACE, ...timing }),
    LOG_FORMAT: 'json',
    LOG_LEVEL: 'warn',
  };
  const runtime = openRuntime({
    environment: readEnvironment(settings),
    process: 'bench',
    log: createLogger({ format: 'json', level: 'error', process: 'bench' }, process.stderr),
  });
  closers.push(() => runtime.close());
  const accountId = await newAccount(runtime);
  const superuser = new pg.Pool({ connectionString: database.superuserUrl, max: 2 });
  superuser.on('error', () => undefined);
  closers.push(() => superuser.end());
  return {
    superuser,
    superuserUrl: database.superuserUrl,
    simulator,
    runtime,
    accountId,
    newAccount: () => newAccount(runtime),
    connect: async (enabledAt, to = accountId) => {
      const { id } = await execute(connectIntegration, {
        actor: { kind: 'system', name: 'bench', accountId: to },
        runtime,
        input: {
          connector: CISCO_DUO.id,
          name: 'Bench',
          fields: { host: simulator.host, ikey: simulator.ikey, skey: simulator.skey },
          streams: CISCO_DUO.streams.map(({ id: stream }) => ({ stream, enabled: stream === STREAM })),
          enabledAt: new Date(enabledAt).toISOString(),
        },
      });
      await holdStill(superuser, id);
      return integrationIdSchema.parse(id);
    },
    free: async (integrationId) => {
      const own = [integrationId, STREAM];
      await superuser.query(
        `UPDATE lane SET "dueAt" = now() WHERE "integrationId" = $1 AND stream = $2 AND lane = 'live'`,
        own,
      );
      await superuser.query(
        `UPDATE stream_due SET "nextRunAt" = now() WHERE "integrationId" = $1 AND stream = $2`,
        own,
      );
    },
    worker: () => {
      const worker = startWorker(settings);
      closers.push(() => worker.stop());
      return worker;
    },
    read: (integrationId, window) => readWindow(superuser, integrationId, window),
  };
}

async function newAccount(runtime: Runtime): Promise<AccountId> {
  const accountId = accountIdSchema.parse(randomUUID());
  await runtime.database.inGlobal(async (tx) => {
    await insertAccount(tx, { id: accountId, name: 'Bench', at: Date.now() });
    await enterAccount(tx, accountId);
    await insertDefaultPolicy(accountId, tx, Date.now());
  });
  return accountId;
}

/** Nothing is due by itself: the bench says what is read, and when. */
async function holdStill(superuser: pg.Pool, integrationId: string): Promise<void> {
  await superuser.query('UPDATE lane SET "dueAt" = NULL WHERE "integrationId" = $1', [integrationId]);
  await superuser.query(
    `UPDATE stream_due SET "nextRunAt" = now() + interval '10 years' WHERE "integrationId" = $1`,
    [integrationId],
  );
}

async function readWindow(
  superuser: pg.Pool,
  integrationId: string,
  window: { from: number; to: number },
): Promise<MeasuredRun> {
  const known = await superuser.query('SELECT FROM run WHERE "integrationId" = $1', [integrationId]);
  // A window that a lane has is read to its end: as if a worker had been stopped at its first page.
  await superuser.query(
    `UPDATE lane SET "windowFrom" = $3, "windowTo" = $4, "nextOffset" = NULL, "dueAt" = now()
     WHERE "integrationId" = $1 AND stream = $2 AND lane = 'live'`,
    [integrationId, STREAM, new Date(window.from), new Date(window.to)],
  );
  await superuser.query(
    `UPDATE stream_due SET "nextRunAt" = now(), "enqueuedAt" = NULL WHERE "integrationId" = $1 AND stream = $2`,
    [integrationId, STREAM],
  );
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { rows } = await superuser.query(
      `SELECT result, extract(epoch FROM "finishedAt" - "startedAt") AS seconds, pages, added, fetched, "errorMessage"
       FROM run WHERE "integrationId" = $1 ORDER BY "startedAt" OFFSET $2 LIMIT 1`,
      [integrationId, known.rowCount],
    );
    const run = runRow.safeParse(rows[0]);
    if (!run.success || run.data.seconds === null) continue;
    await holdStill(superuser, integrationId);
    const { result, errorMessage, ...figures } = run.data;
    if (result !== 'done') throw new Error(`A run ended as ${result}: ${errorMessage ?? 'no reason given'}`);
    return {
      ...figures,
      seconds: (await settledAfter(superuser, integrationId, known.rowCount ?? 0)) ?? run.data.seconds,
    };
  }
}

/**
 * Seconds from the start of a run until the derived detectors have looked at all that its pages put down for them; null
 * where they had when the run ended.
 */
async function settledAfter(superuser: pg.Pool, integrationId: string, run: number): Promise<number | null> {
  for (let waited = false; ; waited = true) {
    const { rows } = await superuser.query<{ due: boolean; seconds: string }>(
      `SELECT EXISTS (SELECT FROM detection_due) AS due, extract(epoch FROM clock_timestamp() - "startedAt") AS seconds
       FROM run WHERE "integrationId" = $1 ORDER BY "startedAt" OFFSET $2 LIMIT 1`,
      [integrationId, run],
    );
    if (rows[0]?.due !== true) return waited ? Number(rows[0]?.seconds) : null;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
