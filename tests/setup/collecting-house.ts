import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import pg from 'pg';
import {
  type AccountId,
  accountIdSchema,
  type IntegrationId,
  integrationIdSchema,
} from '@/domain/identifiers';
import type { Lane } from '@/domain/polling/lanes';
import { enterAccount } from '@/server/data/database';
import { insertAccount } from '@/server/data/members/accounts';
import { insertDefaultPolicy } from '@/server/data/scoring/scoring-policies';
import { readEnvironment } from '@/server/platform/environment';
import { createLogger } from '@/server/platform/logger';
import type { Actor } from '@/server/services/actor';
import { pollStream } from '@/server/services/collection/poll-stream';
import { connectIntegration } from '@/server/services/integrations/connect-integration';
import { openRuntime } from '@/server/services/open-runtime';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { IKEY, SKEY, type Simulator } from './simulator-process';
import { createTestDatabase, type TestDatabase } from './test-database';

/** Polling as fast as a test wants it; only allowed together with a simulator. */
const TIMING = { lagMs: 500, marginMs: 2_000, cycleMs: 500, pageMs: 0 };

/** A database with one account that collects from a simulator. */
export interface CollectingHouse {
  readonly runtime: Runtime;
  readonly accountId: AccountId;
  readonly actor: Actor;
  /** JSON lines of the log of this process. */
  readonly log: string[];
  /** Connects the simulator, with history from `enabledAt`; reads `streams` alone, by default sign-ins. */
  connect(name: string, enabledAt: number, streams?: readonly string[]): Promise<IntegrationId>;
  /** One poll of a stream in this process, in the lane that is asked for: by default sign-ins, live. */
  poll(integrationId: IntegrationId, stream?: string, lane?: Lane): Promise<string>;
  /** Starts a worker process, with these options of Node.js. */
  worker(...options: readonly string[]): ChildProcess;
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Opens a house on a fresh database, on PostgreSQL's queue or on Redis. */
export async function openCollectingHouse(
  simulator: Simulator,
  options: {
    redisUrl?: string;
    timing?: Partial<typeof TIMING>;
    database?: TestDatabase;
    asnFile?: string;
  } = {},
): Promise<CollectingHouse> {
  const test = options.database ?? (await createTestDatabase());
  const owner = new pg.Pool({ connectionString: test.superuserUrl, max: 2 });
  owner.on('error', () => undefined);
  const host = `127.0.0.1:${simulator.port}`;
  const settings = {
    DATABASE_URL: test.appUrl,
    PARAPET_VAULT_KEY: randomBytes(32).toString('base64'),
    PARAPET_SIMULATOR: host,
    PARAPET_TIMING: JSON.stringify({ ...TIMING, ...options.timing }),
    LOG_FORMAT: 'json',
    ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }),
    ...(options.asnFile === undefined ? {} : { ASN_FILE: options.asnFile }),
  };
  const log: string[] = [];
  const runtime = openRuntime({
    environment: readEnvironment(settings),
    process: 'test',
    log: createLogger(
      { format: 'json', level: 'debug', process: 'test' },
      { write: (line) => void log.push(line) },
    ),
  });
  const accountId = accountIdSchema.parse(randomUUID());
  await runtime.database.inGlobal(async (tx) => {
    await insertAccount(tx, { id: accountId, name: 'Example', at: Date.now() });
    await enterAccount(tx, accountId);
    await insertDefaultPolicy(accountId, tx, Date.now());
  });
  const actor: Actor = { kind: 'system', name: 'test', accountId };
  const workers: ChildProcess[] = [];
  return {
    runtime,
    accountId,
    actor,
    log,
    connect: async (name, enabledAt, streams = ['authentication']) => {
      // A Duo account is read once; a test that reads one simulator twice frees its host first.
      await owner.query('UPDATE integration SET host = host || $1 || id WHERE host = $2', ['#', host]);
      const { id } = await execute(connectIntegration, {
        actor,
        runtime,
        input: {
          connector: 'cisco-duo',
          name,
          fields: { host, ikey: IKEY, skey: SKEY },
          enabledAt: new Date(enabledAt).toISOString(),
        },
      });
      for (const table of ['stream_due', 'lane', 'stream'])
        await owner.query(`DELETE FROM ${table} WHERE "integrationId" = $1 AND stream <> ALL($2)`, [
          id,
          streams,
        ]);
      return integrationIdSchema.parse(id);
    },
    poll: async (integrationId, stream = 'authentication', lane = 'live') => {
      await owner.query(
        `UPDATE stream_due SET "nextRunAt" = now() - interval '1 second' WHERE "integrationId" = $1 AND stream = $2`,
        [integrationId, stream],
      );
      await owner.query(
        `UPDATE lane SET "cycleAt" = now() - interval '1 hour',
           "dueAt" = CASE WHEN lane = $3 THEN now() - interval '1 second' ELSE greatest("dueAt", now() + interval '1 hour') END
         WHERE "integrationId" = $1 AND stream = $2`,
        [integrationId, stream, lane],
      );
      const { outcome } = await execute(pollStream, {
        actor,
        runtime,
        input: { accountId, integrationId, stream },
      });
      return outcome;
    },
    worker: (...nodeOptions) => {
      const child = spawn(process.execPath, [...nodeOptions, '--import', 'tsx', 'workers/main.ts'], {
        env: { ...process.env, ...settings },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      workers.push(child);
      return child;
    },
    sql: async (text, values = []) => {
      const result = await owner.query<Record<string, unknown>>(text, [...values]);
      return result.rows;
    },
    close: async () => {
      for (const child of workers) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await runtime.close();
      await owner.end();
      await test.drop();
    },
  };
}
