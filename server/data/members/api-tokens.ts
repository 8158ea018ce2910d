import { type AccountId, accountIdSchema, type MemberId, memberIdSchema } from '@/domain/identifiers';
import { knownPermissions, type Permission } from '@/domain/permissions';
import { enterAccount, type Transaction } from '@/server/data/database';

/** A token with its member as both are now; what the token itself is, nobody knows. */
export interface ApiTokenRow {
  readonly id: string;
  readonly memberId: MemberId;
  readonly memberName: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly ending: string;
  readonly madeAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly lastUsedFrom: string | null;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
  /** The role that the member has in the account; null where access was switched off or taken, here or everywhere. */
  readonly role: string | null;
  /** The member has a password that Parapet made, and is to choose another. */
  readonly passwordOneTime: boolean;
}

type Joined = Omit<ApiTokenRow, 'memberId' | 'permissions'> & {
  readonly memberId: string;
  readonly permissions: readonly string[];
};

/** Which tokens are meant: that of a hash, that of an id, or those of a member; all of the account where none is named. */
interface Wanted {
  readonly hash?: string;
  readonly id?: string;
  readonly memberId?: string | null;
}

/** Those that no longer stand are shown for a while, so that people see what became of them. */
export const SHOWN_AFTER_END_MS = 90 * 86_400_000;

/** What the tokens of an account that are shown are called, by id. */
export async function apiTokenNames(
  accountId: string,
  tx: Transaction,
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT "id"::text, "name" FROM "api_token" WHERE "accountId" = ${accountId}::uuid
      AND least("expiresAt", "revokedAt") > now() - ${SHOWN_AFTER_END_MS} * interval '1 millisecond'`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Tokens of an account, newest first. */
export async function listApiTokens(
  accountId: string,
  tx: Transaction,
  { hash, id, memberId }: Wanted,
): Promise<ApiTokenRow[]> {
  const rows = await tx.$queryRaw<Joined[]>`
    SELECT t."id"::text, t."memberId"::text, m."name" AS "memberName", t."name", t."permissions", t."ending", t."madeAt",
      t."expiresAt", t."lastUsedAt", t."lastUsedFrom", t."revokedAt", t."revokedBy", m."passwordOneTime",
      CASE WHEN m."disabledAt" IS NULL AND s."disabledAt" IS NULL AND s."endedAt" IS NULL
        AND s."heldBackAt" IS NULL
        AND s."createdAt" <= t."madeAt" THEN s."role" END AS role
    FROM "api_token" t JOIN "member" m ON m."id" = t."memberId"
    LEFT JOIN "membership" s ON s."accountId" = t."accountId" AND s."memberId" = t."memberId"
    WHERE t."accountId" = ${accountId}::uuid
      AND (${hash ?? null}::text IS NULL OR t."tokenHash" = ${hash ?? null}::text)
      AND (${id ?? null}::uuid IS NULL OR t."id" = ${id ?? null}::uuid)
      AND (${memberId ?? null}::uuid IS NULL OR t."memberId" = ${memberId ?? null}::uuid)
    ORDER BY t."madeAt" DESC, t."id"`;
  return rows.map((row) => ({
    ...row,
    memberId: memberIdSchema.parse(row.memberId),
    permissions: knownPermissions(row.permissions),
  }));
}

/** The token with this hash, in the account that it opens, which the transaction has entered from then on; or null. */
export async function findApiToken(
  tx: Transaction,
  hash: string,
): Promise<{ accountId: AccountId; token: ApiTokenRow } | null> {
  const [found] = await tx.$queryRaw<{ account: string | null }[]>`
    SELECT account_of_api_token(${hash})::text AS account`;
  if (found?.account === null || found === undefined) return null;
  const accountId = accountIdSchema.parse(found.account);
  await enterAccount(tx, accountId);
  const [token] = await listApiTokens(accountId, tx, { hash });
  return token === undefined ? null : { accountId, token };
}

/** Keeps a new token, as its hash. */
export async function insertApiToken(
  accountId: string,
  tx: Transaction,
  token: {
    id: string;
    memberId: string;
    name: string;
    permissions: readonly Permission[];
    tokenHash: string;
    ending: string;
    madeAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await tx.apiToken.create({ data: { accountId, ...token, permissions: [...token.permissions] } });
}

/** Notes when, and from which address, a token was used. */
export async function touchApiToken(
  accountId: string,
  tx: Transaction,
  id: string,
  { at, from }: { readonly at: number; readonly from: string | null },
): Promise<void> {
  await tx.apiToken.updateMany({
    where: { accountId, id },
    data: { lastUsedAt: new Date(at), lastUsedFrom: from },
  });
}

/** Revokes a token; whether it stood until now. */
export async function revokeApiToken(
  accountId: string,
  tx: Transaction,
  id: string,
  { by, at }: { readonly by: string; readonly at: number },
): Promise<boolean> {
  const revoked = await tx.apiToken.updateMany({
    where: { accountId, id, revokedAt: null },
    data: { revokedAt: new Date(at), revokedBy: by },
  });
  return revoked.count > 0;
}

/** Revokes every token of a member in one account; how many still stood. */
export async function revokeTokensOf(
  accountId: string,
  tx: Transaction,
  memberId: string,
  { by, at }: { readonly by: string; readonly at: number },
): Promise<number> {
  const revoked = await tx.apiToken.updateMany({
    where: { accountId, memberId, revokedAt: null, expiresAt: { gt: new Date(at) } },
    data: { revokedAt: new Date(at), revokedBy: by },
  });
  return revoked.count;
}

/** How many tokens of a member stand in one account. */
export async function countTokensOf(
  accountId: string,
  tx: Transaction,
  memberId: string,
  at: number,
): Promise<number> {
  return tx.apiToken.count({
    where: { accountId, memberId, revokedAt: null, expiresAt: { gt: new Date(at) } },
  });
}
