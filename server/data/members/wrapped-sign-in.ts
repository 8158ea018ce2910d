import type { Transaction } from '@/server/data/database';
import { countsOf, sealedBy, type WrappedCount } from '@/server/data/wrapped-keys';
import type { FieldBinding, Vault } from '@/server/platform/secrets-vault';

/** A secret of signing in that carries the id of a key that is given, and does not open with it. */
export interface UnopenedSignIn {
  readonly of: 'authenticator app' | 'single sign-on';
  /** The member, or the account. */
  readonly id: string;
}

/** What a rotation did with secrets of signing in. */
export interface RewrappedSignIn {
  readonly rewrapped: number;
  readonly unopened: readonly UnopenedSignIn[];
  /** The last secret of an app that was looked at; null where none is left. */
  readonly after: string | null;
}

/** The place of the data key of an authenticator app. */
export function totpKeyPlace(memberId: string, id: string): FieldBinding {
  return { table: 'totp_secret', rowId: `${memberId}/${id}`, field: 'wrappedKey' };
}

/** The place of the data key of an account's identity provider. */
export function providerKeyPlace(accountId: string): FieldBinding {
  return { table: 'single_sign_on', rowId: accountId, field: 'wrappedKey' };
}

/** How many secrets of authenticator apps are sealed by which wrapping key; they are of members, whatever the account. */
export async function countTotpWrapped(
  tx: Transaction,
  vault: Pick<Vault, 'wrappingKeyId'>,
): Promise<WrappedCount[]> {
  const rows = await tx.$queryRaw<{ head: Uint8Array; secrets: bigint }[]>`
    SELECT substring("wrappedKey" FROM 1 FOR 9) AS "head", count(*) AS "secrets" FROM "totp_secret" GROUP BY 1`;
  return countsOf(rows, vault);
}

/** Seals the data keys of up to `most` authenticator apps with the present wrapping key, those behind `after`. */
export async function rewrapTotp(
  tx: Transaction,
  vault: Vault,
  most: number,
  after: string | null,
): Promise<RewrappedSignIn> {
  const rows = await tx.$queryRaw<{ memberId: string; id: string; wrappedKey: Uint8Array }[]>`
    SELECT "memberId"::text, "id"::text, "wrappedKey" FROM "totp_secret"
    WHERE substring("wrappedKey" FROM 1 FOR 9) <> ${sealedBy(vault.currentKeyId)}
      AND (${after}::uuid IS NULL OR "id" > ${after}::uuid)
    ORDER BY "id" LIMIT ${most} FOR UPDATE`;
  const unopened: UnopenedSignIn[] = [];
  for (const { memberId, id, wrappedKey } of rows) {
    const wrapped = rewrapped(vault, wrappedKey, totpKeyPlace(memberId, id));
    if (wrapped === null) unopened.push({ of: 'authenticator app', id: memberId });
    else
      await tx.totpSecret.update({
        where: { memberId_id: { memberId, id } },
        data: { wrappedKey: wrapped },
      });
  }
  const last = rows.length < most ? undefined : rows.at(-1);
  return { rewrapped: rows.length - unopened.length, unopened, after: last?.id ?? null };
}

/** Seals the data key of an account's identity provider with the present wrapping key. */
export async function rewrapProvider(
  accountId: string,
  tx: Transaction,
  vault: Vault,
): Promise<Pick<RewrappedSignIn, 'rewrapped' | 'unopened'>> {
  const [row] = await tx.$queryRaw<{ wrappedKey: Uint8Array }[]>`
    SELECT "wrappedKey" FROM "single_sign_on" WHERE "accountId" = ${accountId}::uuid
      AND substring("wrappedKey" FROM 1 FOR 9) <> ${sealedBy(vault.currentKeyId)} FOR UPDATE`;
  if (row === undefined) return { rewrapped: 0, unopened: [] };
  const wrapped = rewrapped(vault, row.wrappedKey, providerKeyPlace(accountId));
  if (wrapped === null) return { rewrapped: 0, unopened: [{ of: 'single sign-on', id: accountId }] };
  await tx.singleSignOn.update({ where: { accountId }, data: { wrappedKey: wrapped } });
  return { rewrapped: 1, unopened: [] };
}

function rewrapped(vault: Vault, sealed: Uint8Array, place: FieldBinding): Uint8Array<ArrayBuffer> | null {
  const opened = vault.unwrap(sealed, place);
  return opened.ok ? Uint8Array.from(vault.wrap(opened.value, place)) : null;
}
