import { createHmac } from 'node:crypto';
import { codeOf } from '@/domain/names/pseudonym';
import type { Transaction } from '@/server/data/database';

/** People who are given their code in one question. */
const AT_ONCE = 5_000;
/** Tries until a code is nobody's: with a million people one in a thousand takes a second one. */
const MOST_TRIES = 20;

/**
 * The codes by which these people are known where names are withheld, by their ids; whoever has none yet is given one. Ids
 * that nobody here has are left out.
 */
export async function codesOf(
  accountId: string,
  tx: Transaction,
  key: Buffer,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const codes = await storedCodes(accountId, tx, ids);
  const without = ids.filter((id) => !codes.has(id));
  if (without.length === 0) return codes;
  await giveCodes(accountId, tx, key, without);
  return storedCodes(accountId, tx, ids);
}

/** Gives a code to everybody who has none, so that people can be put in order by it. */
export async function giveEverybodyACode(accountId: string, tx: Transaction, key: Buffer): Promise<void> {
  for (;;) {
    const without = await tx.$queryRaw<{ id: string }[]>`
      SELECT p."id" FROM "person" p WHERE p."accountId" = ${accountId}::uuid AND NOT EXISTS (
        SELECT FROM "person_pseudonym" y WHERE y."accountId" = p."accountId" AND y."personId" = p."id")
      LIMIT ${AT_ONCE}`;
    if (without.length === 0) return;
    await giveCodes(
      accountId,
      tx,
      key,
      without.map(({ id }) => id),
    );
  }
}

/** The people whose codes begin so, by code. */
export async function peopleWithCode(
  accountId: string,
  tx: Transaction,
  begins: string,
  limit: number,
): Promise<{ personId: string; code: string }[]> {
  return tx.$queryRaw<{ personId: string; code: string }[]>`
    SELECT "personId", "code" FROM "person_pseudonym"
    WHERE "accountId" = ${accountId}::uuid AND starts_with("code", ${begins}) ORDER BY "code" LIMIT ${limit}`;
}

async function storedCodes(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ personId: string; code: string }[]>`
    SELECT "personId", "code" FROM "person_pseudonym"
    WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${[...ids]}::uuid[])`;
  return new Map(rows.map(({ personId, code }) => [personId, code]));
}

/** What two people would share goes to the first; the other one is given what the next try makes. */
async function giveCodes(
  accountId: string,
  tx: Transaction,
  key: Buffer,
  ids: readonly string[],
): Promise<void> {
  let rest = [...ids].sort();
  for (let attempt = 0; rest.length > 0; attempt += 1) {
    if (attempt === MOST_TRIES) throw new Error('There is no free pseudonym for somebody.');
    const codes = rest.map((id) =>
      codeOf(createHmac('sha256', key).update(`${accountId} ${id} ${attempt}`).digest()),
    );
    await tx.$executeRaw`
      INSERT INTO "person_pseudonym" ("accountId", "personId", "code")
      SELECT p."accountId", p."id", n."code"
      FROM unnest(${rest}::uuid[], ${codes}::text[]) AS n("id", "code")
      JOIN "person" p ON p."accountId" = ${accountId}::uuid AND p."id" = n."id"
      ORDER BY n."id" ON CONFLICT DO NOTHING`;
    const left = await tx.$queryRaw<{ id: string }[]>`
      SELECT p."id" FROM "person" p WHERE p."accountId" = ${accountId}::uuid AND p."id" = ANY(${rest}::uuid[])
        AND NOT EXISTS (SELECT FROM "person_pseudonym" y
          WHERE y."accountId" = p."accountId" AND y."personId" = p."id")`;
    rest = left.map(({ id }) => id).sort();
  }
}
