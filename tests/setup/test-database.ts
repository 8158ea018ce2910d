import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { TEMPLATE } from './services';

/** A database of one test file's own. */
export interface TestDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly superuserUrl: string;
  /** Ends every connection and removes it. */
  readonly drop: () => Promise<void>;
}

async function asSuperuser(statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: inject('superuserUrl') });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function inDatabase(url: string, name: string): string {
  const copy = new URL(url);
  copy.pathname = name;
  return copy.href;
}

/**
 * Makes a fresh database with the roles and rights of a real one.
 * @param migrated `false` for one without any table
 */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser([
    `CREATE DATABASE ${name} OWNER parapet_owner TEMPLATE ${migrated ? TEMPLATE : 'template1'}`,
    `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`,
    `GRANT CONNECT, TEMPORARY ON DATABASE ${name} TO parapet_app`,
  ]);
  return {
    ownerUrl: inDatabase(inject('ownerUrl'), name),
    appUrl: inDatabase(inject('appUrl'), name),
    superuserUrl: inDatabase(inject('superuserUrl'), name),
    drop: () => asSuperuser([`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]),
  };
}
