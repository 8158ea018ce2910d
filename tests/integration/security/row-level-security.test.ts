import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/tests/setup/test-database';

/** Tables that hold no account's data, each by name: a new table is of an account until it stands here. */
const GLOBAL = [
  'account',
  'audit_key',
  'installation',
  'member',
  'passkey',
  'passkey_challenge',
  'pending_sign_in',
  'policy_due',
  'recovery_code',
  'session',
  'sign_in_attempt',
  'sign_in_domain',
  'single_sign_on_state',
  'stream_due',
  'totp_secret',
  'worker_heartbeat',
];
/** What the migration tool keeps; the application may not even look. */
const OF_THE_OWNER = ['parapet_migration', '_prisma_migrations', 'schema_migration', 'migration'];
const OWN = randomUUID();
const OTHER = randomUUID();

describe('row-level security by itself', () => {
  let test: TestDatabase;
  let superuser: pg.Client;
  let app: pg.Client;
  let tables: string[];

  beforeAll(async () => {
    test = await createTestDatabase();
    superuser = new pg.Client({ connectionString: test.superuserUrl });
    app = new pg.Client({ connectionString: test.appUrl });
    await Promise.all([superuser.connect(), app.connect()]);
    await superuser.query(`SELECT ensure_signal_partition(now()::date)`);
    const { rows } = await superuser.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
       AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1`,
    );
    tables = rows.map(({ name }) => name).filter((name) => !GLOBAL.includes(name));
  });
  afterAll(async () => {
    await app.end();
    await superuser.end();
    await test.drop();
  });

  async function columnsOf(table: string): Promise<{ name: string; type: string }[]> {
    const { rows } = await superuser.query<{ name: string; type: string }>(
      `SELECT column_name AS name, data_type AS type FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name = $1`,
      [table],
    );
    return rows;
  }

  function valueFor(column: { name: string; type: string }, account: string): unknown {
    if (column.name === 'accountId') return account;
    if (column.type === 'uuid') return randomUUID();
    if (column.type === 'text') return 'x';
    if (column.type === 'bytea') return Buffer.from('x');
    if (column.type === 'jsonb') return '{}';
    if (column.type === 'ARRAY') return [];
    if (column.type.startsWith('timestamp')) return new Date();
    return column.type === 'inet' ? '192.0.2.1' : column.type === 'boolean' ? true : 1;
  }

  /** Inserts a row of `account` as the application in the context of `context`; rolled back. */
  async function insertAs(context: string | null, account: string, table: string): Promise<unknown> {
    const columns = await columnsOf(table);
    const names = columns.map(({ name }) => `"${name}"`).join(', ');
    const marks = columns.map((_, index) => `$${index + 1}`).join(', ');
    await app.query('BEGIN');
    try {
      if (context !== null) await app.query(`SELECT set_config('app.account_id', $1, true)`, [context]);
      return await app.query(
        `INSERT INTO "${table}" (${names}) VALUES (${marks})`,
        columns.map((column) => valueFor(column, account)),
      );
    } catch (error) {
      return error;
    } finally {
      await app.query('ROLLBACK');
    }
  }

  it('knows every table: each names its account first in its key, or is global by name', async () => {
    const strangers: string[] = [];
    for (const table of tables) {
      const { rows } = await superuser.query<{ first: string }>(
        `SELECT a.attname AS first FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
         WHERE i.indrelid = format('%I', $1::text)::regclass AND i.indisprimary`,
        [table],
      );
      if (rows[0]?.first === 'accountId') continue;
      const readable = await superuser.query<{ may: boolean }>(
        `SELECT has_table_privilege('parapet_app', format('%I', $1::text), 'SELECT, INSERT, UPDATE, DELETE') AS may`,
        [table],
      );
      if (!OF_THE_OWNER.includes(table) || readable.rows[0]?.may !== false) strangers.push(table);
    }
    expect(strangers).toEqual([]);
  });

  it('refuses a row of another account, and any row where no account is named', async () => {
    for (const table of tables.filter((name) => !OF_THE_OWNER.includes(name))) {
      for (const context of [OWN, null, '']) {
        const refused = await insertAs(context, OTHER, table);
        expect({ table, context, refused }).toMatchObject({ refused: { code: '42501' } });
        expect(String(refused)).toContain('row-level security');
      }
      // It is the account and nothing else: the same row of one's own gets further than the policy.
      expect(String(await insertAs(OWN, OWN, table))).not.toContain('row-level security');
    }
  });

  it('is not left behind by a partition: none may be touched by name, also not one that is made later', async () => {
    await superuser.query(`SELECT ensure_signal_partition((now() + interval '14 months')::date)`);
    const { rows } = await superuser.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relispartition AND relkind = 'r'`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(2);
    for (const { name } of rows)
      for (const text of [`SELECT FROM "${name}"`, `DELETE FROM "${name}"`, `DROP TABLE "${name}"`])
        await expect(app.query(text)).rejects.toMatchObject({ code: '42501' });
  });

  it('cannot be turned off by the application', async () => {
    for (const text of [
      'ALTER TABLE signal DISABLE ROW LEVEL SECURITY',
      'DROP POLICY own_account ON person',
      'CREATE TABLE mine (id int)',
      'SET ROLE parapet_owner',
      'TRUNCATE audit_entry',
      'ALTER ROLE parapet_app BYPASSRLS',
    ])
      await expect(app.query(text)).rejects.toMatchObject({ code: '42501' });
    await app.query('SET row_security = off');
    await expect(app.query('SELECT FROM person')).rejects.toMatchObject({ code: '42501' });
    await app.query('RESET row_security');
  });
});
