import type { KeyObject } from 'node:crypto';
import type { FieldBinding, Vault } from '@/server/platform/secrets-vault';
import type { Transaction } from './database';

/** How many secrets a wrapping key seals; its id is null for what is no wrapped key at all. */
export interface WrappedCount {
  readonly keyId: string | null;
  readonly secrets: number;
}

/** The place of the data key of an integration. */
export function dataKeyPlace(accountId: string, integrationId: string): FieldBinding {
  return { table: 'integration_secret', rowId: `${accountId}/${integrationId}`, field: 'wrappedKey' };
}

const auditKeyPlace = (keyId: string): FieldBinding => ({
  table: 'audit_key',
  rowId: keyId,
  field: 'wrappedKey',
});

/** What a wrapped key begins with that this wrapping key sealed. */
export function sealedBy(keyId: string): Buffer {
  return Buffer.concat([Buffer.from([1]), Buffer.from(keyId, 'hex')]);
}

/** Counts by the beginnings of wrapped keys as counts by the wrapping keys that sealed them. */
export function countsOf(
  rows: readonly { readonly head: Uint8Array; readonly secrets: bigint }[],
  vault: Pick<Vault, 'wrappingKeyId'>,
): WrappedCount[] {
  return rows.map(({ head, secrets }) => ({
    keyId: vault.wrappingKeyId(Buffer.concat([head, Buffer.alloc(1)])),
    secrets: Number(secrets),
  }));
}

/** How many secrets of an account are sealed by which wrapping key. */
export async function countWrapped(
  accountId: string,
  tx: Transaction,
  vault: Pick<Vault, 'wrappingKeyId'>,
): Promise<WrappedCount[]> {
  const rows = await tx.$queryRaw<{ head: Uint8Array; secrets: bigint }[]>`
    SELECT substring("wrappedKey" FROM 1 FOR 9) AS "head", count(*) AS "secrets" FROM (
      SELECT "wrappedKey" FROM "integration_secret" WHERE "accountId" = ${accountId}::uuid
      UNION ALL SELECT "wrappedKey" FROM "single_sign_on" WHERE "accountId" = ${accountId}::uuid) AS sealed
    GROUP BY 1`;
  return countsOf(rows, vault);
}

/** What one step of a rotation did, and where the next begins. */
export interface RewrapStep {
  readonly rewrapped: number;
  /** Secrets that carry the id of a key that is given, and do not open with it. */
  readonly unopened: readonly { readonly integrationId: string; readonly field: string }[];
  /** The last row looked at; null where none is left. */
  readonly after: RewrapPlace | null;
}

export interface RewrapPlace {
  readonly integrationId: string;
  readonly field: string;
}

/**
 * Seals the data keys of up to `most` secrets with the present wrapping key, those that come behind `after`. Whoever
 * replaces the keys of an integration meanwhile waits, or is waited for; what is sealed by the present key is left alone.
 */
export async function rewrapDataKeys(
  accountId: string,
  tx: Transaction,
  vault: Vault,
  most: number,
  after: RewrapPlace | null,
): Promise<RewrapStep> {
  const current = sealedBy(vault.currentKeyId);
  const rows = await tx.$queryRaw<{ integrationId: string; field: string; wrappedKey: Uint8Array }[]>`
    SELECT "integrationId"::text, "field", "wrappedKey" FROM "integration_secret"
    WHERE "accountId" = ${accountId}::uuid AND substring("wrappedKey" FROM 1 FOR 9) <> ${current}
      AND (${after === null} OR ("integrationId", "field") >
        (${after?.integrationId ?? null}::uuid, ${after?.field ?? null}::text))
    ORDER BY "integrationId", "field" LIMIT ${most} FOR UPDATE`;
  const unopened: RewrapPlace[] = [];
  for (const { integrationId, field, wrappedKey } of rows) {
    const place = dataKeyPlace(accountId, integrationId);
    const opened = vault.unwrap(wrappedKey, place);
    if (!opened.ok) {
      unopened.push({ integrationId, field });
      continue;
    }
    await tx.integrationSecret.update({
      where: { accountId_integrationId_field: { accountId, integrationId, field } },
      data: { wrappedKey: Uint8Array.from(vault.wrap(opened.value, place)) },
    });
  }
  const last = rows.at(-1);
  return {
    rewrapped: rows.length - unopened.length,
    unopened,
    after:
      last === undefined || rows.length < most
        ? null
        : { integrationId: last.integrationId, field: last.field },
  };
}

/** Keeps the key of audit chains that belongs to a wrapping key, sealed by the present one. */
export async function keepAuditKey(
  tx: Transaction,
  vault: Vault,
  kept: { readonly keyId: string; readonly key: KeyObject; readonly at: number },
): Promise<void> {
  const wrappedKey = Uint8Array.from(vault.wrap(kept.key, auditKeyPlace(kept.keyId)));
  await tx.auditKey.upsert({
    where: { keyId: kept.keyId },
    create: { keyId: kept.keyId, wrappedKey, keptAt: new Date(kept.at) },
    update: { wrappedKey },
  });
}

/** The kept keys of audit chains by the id of their wrapping keys; null for one that no given key opens. */
export async function keptAuditKeys(tx: Transaction, vault: Vault): Promise<Map<string, KeyObject | null>> {
  const rows = await tx.auditKey.findMany({ orderBy: { keptAt: 'desc' } });
  return new Map(
    rows.map(({ keyId, wrappedKey }) => {
      const opened = vault.unwrap(wrappedKey, auditKeyPlace(keyId));
      return [keyId, opened.ok ? opened.value : null];
    }),
  );
}
