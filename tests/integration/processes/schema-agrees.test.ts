import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/tests/setup/test-database';

const SCHEMA = resolve(import.meta.dirname, '../../../prisma/schema.prisma');

/** What Prisma would create for its schema, as one SQL script. */
async function scriptOfSchema(databaseUrl: string): Promise<string> {
  const folder = dirname(
    createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'),
  );
  const program = new WebAssembly.Module(readFileSync(join(folder, 'schema_engine_bg.wasm')));
  const instance = new WebAssembly.Instance(program, { './schema_engine_bg.js': { ...engine } });
  engine.__wbg_set_wasm(instance.exports);
  const begin = instance.exports.__wbindgen_start;
  if (typeof begin === 'function') Reflect.apply(begin, undefined, []);
  const content = readFileSync(SCHEMA, 'utf8');
  const schemaEngine = await engine.SchemaEngine.new(
    { datamodels: [['schema.prisma', content]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl })),
  );
  const { stdout } = await schemaEngine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout ?? '';
}

const TABLES = `
  SELECT c.oid, c.relname FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> '_prisma_migrations'`;

const COLUMNS = `
  SELECT t.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
    || COALESCE(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
  FROM (${TABLES}) t
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
  ORDER BY 1`;

const CONSTRAINTS = `
  SELECT t.relname || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid) AS line
  FROM (${TABLES}) t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype IN ('p', 'u', 'f') ORDER BY 1`;

const INDEXES = `
  SELECT replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') AS line
  FROM (${TABLES}) t JOIN pg_index i ON i.indrelid = t.oid ORDER BY 1`;

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function lines(url: string, sql: string): Promise<string[]> {
  return connected(url, async (client) =>
    (await client.query<{ line: string }>(sql)).rows.map(({ line }) => line),
  );
}

describe('schema.prisma and the migrations', () => {
  let migrated: TestDatabase;
  let fromSchema: TestDatabase;

  beforeAll(async () => {
    migrated = await createTestDatabase();
    fromSchema = await createTestDatabase({ migrated: false });
    const script = await scriptOfSchema(fromSchema.ownerUrl);
    await connected(fromSchema.ownerUrl, (client) => client.query(script));
  });

  afterAll(async () => {
    await migrated.drop();
    await fromSchema.drop();
  });

  it('have the same columns, of the same types', async () => {
    const wanted = await lines(fromSchema.ownerUrl, COLUMNS);
    expect(wanted.length).toBeGreaterThan(0);
    expect(await lines(migrated.ownerUrl, COLUMNS)).toEqual(wanted);
  });

  it.each([
    ['key and foreign key', CONSTRAINTS],
    ['index', INDEXES],
  ])('agree on every %s that the schema names', async (_name, sql) => {
    const wanted = await lines(fromSchema.ownerUrl, sql);
    const present = await lines(migrated.ownerUrl, sql);
    expect(wanted.filter((line) => !present.includes(line))).toEqual([]);
  });
});
