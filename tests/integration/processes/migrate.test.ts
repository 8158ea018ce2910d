import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '@/scripts/migrate';
import { createTestDatabase, type TestDatabase } from '@/tests/setup/test-database';

async function select(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('migrate', () => {
  let database: TestDatabase;
  let folder: string;

  beforeEach(async () => {
    database = await createTestDatabase({ migrated: false });
    folder = mkdtempSync(join(tmpdir(), 'parapet-migrations-'));
  });

  afterEach(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  function write(name: string, sql: string): void {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'migration.sql'), sql);
  }

  it('applies the migrations of the house once, however many start it', async () => {
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.ownerUrl)));
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    expect(await migrate(database.ownerUrl)).toEqual([]);
  });

  it('writes the ledger as Prisma does', async () => {
    write('0001_first', 'CREATE TABLE first (id int);');
    await migrate(database.ownerUrl, folder);
    const rows = await select(
      database.ownerUrl,
      'SELECT migration_name, checksum, applied_steps_count, finished_at IS NOT NULL AS finished FROM _prisma_migrations',
    );
    expect(rows).toEqual([
      {
        migration_name: '0001_first',
        // printf 'CREATE TABLE first (id int);' | sha256sum
        checksum: '9306ca57b3a4fb17ae7aa78ad99be9dd1357a32738ef31c6967a59bd2346ee96',
        applied_steps_count: 1,
        finished: true,
      },
    ]);
  });

  it('leaves nothing of a migration that fails in its middle, and keeps those before it', async () => {
    write('0001_first', 'CREATE TABLE first (id int);');
    write('0002_second', 'CREATE TABLE second (id int); SELECT 1 / 0;');
    await expect(migrate(database.ownerUrl, folder)).rejects.toThrow(
      'The migration 0002_second did not apply, and the database is as it was before it: division by zero',
    );
    expect(
      await select(
        database.ownerUrl,
        "SELECT to_regclass('first') IS NULL AS first, to_regclass('second') IS NULL AS second",
      ),
    ).toEqual([{ first: false, second: true }]);
    write('0002_second', 'CREATE TABLE second (id int);');
    expect(await migrate(database.ownerUrl, folder)).toEqual(['0002_second']);
  });

  it('reads statements with semicolons inside functions as one script', async () => {
    write(
      '0001_function',
      'CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$; SELECT two();',
    );
    expect(await migrate(database.ownerUrl, folder)).toEqual(['0001_function']);
  });

  it('refuses a migration that was changed after it was applied', async () => {
    write('0001_first', 'CREATE TABLE first (id int);');
    await migrate(database.ownerUrl, folder);
    write('0001_first', 'CREATE TABLE first (id bigint);');
    await expect(migrate(database.ownerUrl, folder)).rejects.toThrow(
      '0001_first was changed after the database had it',
    );
  });

  it('refuses a database that a newer version has migrated', async () => {
    write('0001_first', 'CREATE TABLE first (id int);');
    write('0009_later', 'CREATE TABLE later (id int);');
    await migrate(database.ownerUrl, folder);
    rmSync(join(folder, '0009_later'), { recursive: true });
    await expect(migrate(database.ownerUrl, folder)).rejects.toThrow(
      '0009_later, which this version of Parapet does not know',
    );
  });

  it('lets the application role run a queue that it may not migrate', async () => {
    await migrate(database.ownerUrl);
    const connection = { connectionString: database.appUrl, schema: 'queue', migrate: false, max: 4 };
    const queue = new Queue('migrate-test', { connection }, createPostgresBackend);
    const other = new Queue('migrate-test-bulk', { connection }, createPostgresBackend);
    const done: unknown[] = [];
    const worker = new Worker(
      'migrate-test',
      (job) => {
        done.push(job.data);
        return Promise.resolve();
      },
      { connection },
      createPostgresBackend,
    );
    try {
      await other.addBulk([{ name: 'first job of its queue', data: {} }]);
      await queue.add('greet', { n: 1 }, { removeOnComplete: true });
      await queue.add('later', { n: 2 }, { delay: 50 });
      await queue.addBulk([{ name: 'bulk', data: { n: 4 } }]);
      await queue.upsertJobScheduler('tick', { every: 100 }, { name: 'tick', data: { n: 3 } });
      await expect
        .poll(() => done, { timeout: 10_000 })
        .toEqual(expect.arrayContaining([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]));
      await queue.removeJobScheduler('tick');
      expect(await migrate(database.ownerUrl)).toEqual([]);
      await expect(select(database.appUrl, 'CREATE TABLE queue.mine (id int)')).rejects.toThrow(
        'permission denied',
      );
    } finally {
      await worker.close();
      await queue.close();
      await other.close();
    }
  });
});
