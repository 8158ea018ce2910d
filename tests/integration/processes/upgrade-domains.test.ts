import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { migrate } from '@/scripts/migrate';
import { createTestDatabase } from '@/tests/setup/test-database';

const ACCOUNTS = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];

/** What is left of one domain that the first of so many accounts claimed, before domains had to be proven. */
async function upgraded(accounts: number) {
  const database = await createTestDatabase({ migrated: false });
  const folder = mkdtempSync(join(tmpdir(), 'parapet-before-'));
  const client = new pg.Client({ connectionString: database.superuserUrl });
  try {
    for (const name of readdirSync('prisma/migrations').filter((one) => one < '0052'))
      cpSync(join('prisma/migrations', name), join(folder, name), { recursive: true });
    await migrate(database.ownerUrl, folder);
    await client.connect();
    for (const id of ACCOUNTS.slice(0, accounts))
      await client.query(`INSERT INTO account (id, name, "createdAt") VALUES ($1, 'One', now())`, [id]);
    await client.query(`INSERT INTO sign_in_domain (domain, "accountId") VALUES ('example.com', $1)`, [
      ACCOUNTS[0],
    ]);
    await migrate(database.ownerUrl);
    const claimed = await client.query<{ domain: string; token: string }>(
      'SELECT domain, token FROM claimed_domain',
    );
    const proven = await client.query<{ domain: string; provenBy: string }>(
      'SELECT domain, "provenBy" FROM sign_in_domain',
    );
    return { claimed: claimed.rows, proven: proven.rows };
  } finally {
    await client.end();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a domain that was claimed before domains had to be proven', () => {
  it('goes on where there is one account, and waits for its proof where there are several', async () => {
    const alone = await upgraded(1);
    expect(alone.proven).toEqual([{ domain: 'example.com', provenBy: 'upgrade' }]);
    const among = await upgraded(2);
    expect(among.proven).toEqual([]);
    for (const { claimed } of [alone, among])
      expect(claimed.map(({ domain, token }) => `${domain} ${token}`)).toEqual([
        expect.stringMatching(/^example\.com [0-9a-f]{32}$/),
      ]);
    expect(alone.claimed[0]?.token).not.toBe(among.claimed[0]?.token);
  });
});
