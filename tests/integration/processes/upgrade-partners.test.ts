import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { migrate } from '@/scripts/migrate';
import { createTestDatabase } from '@/tests/setup/test-database';

const PARTNER = '11111111-1111-4111-8111-111111111111';
const CUSTOMER = '22222222-2222-4222-8222-222222222222';
/** Whose access to the partner's account stands, is off, and was taken. */
const MEMBERS = {
  on: '33333333-3333-4333-8333-333333333331',
  off: '33333333-3333-4333-8333-333333333332',
  removed: '33333333-3333-4333-8333-333333333333',
};

/** What is left at a customer, by member, of those whom its partner let in before removal there ended anything. */
async function upgraded() {
  const database = await createTestDatabase({ migrated: false });
  const folder = mkdtempSync(join(tmpdir(), 'parapet-before-'));
  const client = new pg.Client({ connectionString: database.superuserUrl });
  try {
    for (const name of readdirSync('prisma/migrations').filter((one) => one < '0064'))
      cpSync(join('prisma/migrations', name), join(folder, name), { recursive: true });
    await migrate(database.ownerUrl, folder);
    await client.connect();
    await client.query(
      `INSERT INTO account (id, name, "createdAt", "partnerId") VALUES ($1, 'Partner', now(), NULL), ($2, 'Customer', now(), $1)`,
      [PARTNER, CUSTOMER],
    );
    for (const [name, id] of Object.entries(MEMBERS)) {
      await client.query(
        `INSERT INTO member (id, email, name, "passwordHash", "createdAt") VALUES ($1, $2, $2, '', now())`,
        [id, name],
      );
      for (const [account, through] of [
        [PARTNER, null],
        [CUSTOMER, PARTNER],
      ])
        await client.query(
          `INSERT INTO membership ("accountId", "memberId", role, "createdAt", "throughId") VALUES ($1, $2, 'analyst', now(), $3)`,
          [account, id, through],
        );
      await client.query(
        `INSERT INTO session (id, "memberId", "accountId", "sessionVersion", "createdAt", "lastSeenAt", "expiresAt")
         VALUES ($1, $1, $2, 1, now(), now(), now() + interval '1 day')`,
        [id, CUSTOMER],
      );
      await client.query(
        `INSERT INTO api_token ("accountId", id, "memberId", name, permissions, "tokenHash", ending, "madeAt", "expiresAt")
         VALUES ($2, $1, $1, 'Nightly', '{}', $3, 'abcd', now(), now() + interval '1 day')`,
        [id, CUSTOMER, name],
      );
    }
    const change = (what: string, id: string) =>
      client.query(`UPDATE membership SET "${what}" = now() WHERE "accountId" = $1 AND "memberId" = $2`, [
        PARTNER,
        id,
      ]);
    await change('disabledAt', MEMBERS.off);
    await change('endedAt', MEMBERS.removed);
    await migrate(database.ownerUrl);
    const { rows } = await client.query<{
      name: string;
      belongs: boolean;
      signedIn: boolean;
      token: boolean;
    }>(
      `SELECT m.name, s."endedAt" IS NULL AS belongs, x."revokedAt" IS NULL AS "signedIn", t."revokedAt" IS NULL AS token
       FROM member m JOIN membership s ON s."memberId" = m.id AND s."accountId" = $1
         JOIN session x ON x.id = m.id JOIN api_token t ON t.id = m.id
       ORDER BY m.id`,
      [CUSTOMER],
    );
    return rows;
  } finally {
    await client.end();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('at a customer, whom its partner let in and has shut out since', () => {
  it('belongs to it no more once taken out, and has neither session nor token either way', async () => {
    expect(await upgraded()).toEqual([
      { name: 'on', belongs: true, signedIn: true, token: true },
      { name: 'off', belongs: true, signedIn: false, token: false },
      { name: 'removed', belongs: false, signedIn: false, token: false },
    ]);
  });
});
