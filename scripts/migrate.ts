import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMigrations } from 'bullmq';
import pg from 'pg';
import { readSetting } from '@/server/platform/setting-file';

const FOLDER = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const QUEUE_SCHEMA = 'queue';

/** As Prisma makes it, so that `prisma migrate deploy` goes on where this stopped, and the other way round. */
const LEDGER = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamptz,
  migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

/**
 * The queue makes one sequence per queue name on its first job. Only the functions that do so run as the owner;
 * the application's role may not create anything, here as elsewhere.
 */
const QUEUE_RIGHTS = `
  GRANT USAGE ON SCHEMA ${QUEUE_SCHEMA} TO parapet_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO parapet_app;
  GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO parapet_app;
  REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ${QUEUE_SCHEMA} FROM PUBLIC;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${QUEUE_SCHEMA} TO parapet_app;
  DO $$ DECLARE maker regprocedure; BEGIN
    FOR maker IN SELECT oid FROM pg_proc
      WHERE pronamespace = '${QUEUE_SCHEMA}'::regnamespace AND prosrc LIKE '%CREATE SEQUENCE%'
    LOOP EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER', maker); END LOOP;
  END $$;`;

interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, in hexadecimal: Prisma's checksum. */
  readonly checksum: string;
}

interface LedgerRow {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const file = readFileSync(join(folder, name, 'migration.sql'));
      return { name, sql: file.toString('utf8'), checksum: createHash('sha256').update(file).digest('hex') };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Throws with a sentence when what the database has had is not what this version of Parapet brings. */
function refuseStrangers(ledger: readonly LedgerRow[], migrations: readonly Migration[]): void {
  for (const row of ledger) {
    const known = migrations.find((migration) => migration.name === row.migration_name);
    if (!known) {
      throw new Error(
        `The database has the migration ${row.migration_name}, which this version of Parapet does not know. Start the version that made it, or a newer one.`,
      );
    }
    if (row.finished_at === null) {
      throw new Error(
        `The migration ${row.migration_name} was begun by another tool and did not finish. Restore the database from a backup, then migrate again.`,
      );
    }
    if (row.checksum !== known.checksum) {
      throw new Error(
        `The migration ${row.migration_name} was changed after the database had it. Put its file back as it was and write a new migration.`,
      );
    }
  }
}

async function applyMigration(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, clock_timestamp(), 1)',
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(
      `The migration ${migration.name} did not apply, and the database is as it was before it: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/**
 * Brings a database up to this version: the application's migrations, each in one transaction, then the queue's
 * own schema with the application's rights on it. Safe to run at any time and by several at once.
 * @param ownerUrl connection string of the role that owns the schema
 * @param folder of the migrations, each `<name>/migration.sql`
 * @returns the names of the migrations that were applied now, in order
 */
export async function migrate(ownerUrl: string, folder: string = FOLDER): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'parapet-migrate' });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtext('parapet-migrate'))");
    await client.query(LEDGER);
    const { rows: ledger } = await client.query<LedgerRow>(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    );
    const migrations = readMigrations(folder);
    refuseStrangers(ledger, migrations);
    const pending = migrations.filter(({ name }) => !ledger.some((row) => row.migration_name === name));
    for (const migration of pending) await applyMigration(client, migration);
    await runMigrations(client, QUEUE_SCHEMA);
    await client.query(QUEUE_RIGHTS);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

function ownerUrlFromEnvironment(): string {
  const url = readSetting(process.env, 'DATABASE_OWNER_URL', { secret: true });
  if (!url) {
    throw new Error(
      'DATABASE_OWNER_URL is not set. Give the connection string of the role that owns the database; only migrations use it.',
    );
  }
  return url;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const applied = await migrate(ownerUrlFromEnvironment());
    console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
