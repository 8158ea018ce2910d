import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { eraseEmbeddedPostgres, startEmbeddedPostgres } from '@/scripts/embedded-postgres.mjs';
import { migrate } from '@/scripts/migrate';
import { startRedis } from './redis';

/** Name of the migrated database that every test's own database is a copy of. */
export const TEMPLATE = 'parapet_template';

declare module 'vitest' {
  interface ProvidedContext {
    superuserUrl: string;
    ownerUrl: string;
    appUrl: string;
    redisUrl: string;
  }
}

async function makeTemplate(superuserUrl: string, ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${TEMPLATE} OWNER parapet_owner`);
  } finally {
    await client.end();
  }
  const url = new URL(ownerUrl);
  url.pathname = TEMPLATE;
  await migrate(url.href);
}

/** Starts one PostgreSQL and one Redis for the whole integration run, and takes them away after it. */
export default async function startServices(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'parapet-tests-'));
  const [database, redis] = await Promise.all([
    startEmbeddedPostgres({ home, durable: false }),
    startRedis(),
  ]);
  const stop = async () => {
    await redis.stop();
    await database.stop();
    await eraseEmbeddedPostgres({ home });
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await makeTemplate(database.superuserUrl, database.ownerUrl);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('superuserUrl', database.superuserUrl);
  project.provide('ownerUrl', database.ownerUrl);
  project.provide('appUrl', database.appUrl);
  project.provide('redisUrl', redis.url);
  return stop;
}
