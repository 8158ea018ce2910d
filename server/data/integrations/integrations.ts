import type { ConnectorError } from '@/domain/connectors/connector-error';
import type { IntegrationState } from '@/domain/integration-status';
import type { Transaction } from '@/server/data/database';
import { noteCredentialUse } from '@/server/data/detection/credential-uses';
import { dataKeyPlace } from '@/server/data/wrapped-keys';
import type { Vault } from '@/server/platform/secrets-vault';
import { insertLanes, type NewLane } from './lanes';
import type { StreamKey } from './stream-lease';

export interface NewIntegration {
  readonly id: string;
  readonly connector: string;
  readonly name: string;
  readonly description: string;
  /** Left out: enabled. */
  readonly state?: 'enabled' | 'disabled';
  /** What is read, as one integration of the account may: a host, say. Empty where nothing is shared. */
  readonly host: string;
  readonly ikeyEnding: string;
  readonly edition: string | null;
  /** Epoch milliseconds: nothing that occurred before is imported. */
  readonly enabledAt: number;
  /** When the vendor was last asked on its account. Epoch milliseconds. */
  readonly askedAt?: number;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly credentials: Readonly<Record<string, string>>;
  readonly streams: readonly {
    readonly stream: string;
    readonly intervalSeconds: number;
    readonly enabled: boolean;
    readonly lanes: readonly NewLane[];
  }[];
}

/** Writes an integration with its sealed credentials, its streams and their lanes. The name must be free. */
export async function insertIntegration(
  accountId: string,
  tx: Transaction,
  vault: Vault,
  integration: NewIntegration,
): Promise<void> {
  const { id } = integration;
  const createdAt = new Date(integration.createdAt);
  const enabledAt = new Date(integration.enabledAt);
  const pageAt = integration.askedAt === undefined ? null : new Date(integration.askedAt);
  await tx.integration.create({
    data: {
      accountId,
      id,
      connector: integration.connector,
      name: integration.name,
      description: integration.description,
      state: integration.state ?? 'enabled',
      host: integration.host,
      ikeyEnding: integration.ikeyEnding,
      edition: integration.edition,
      enabledAt,
      createdAt,
      keysSetAt: createdAt,
      keysSetBy: integration.createdBy,
    },
  });
  await storeCredentials(accountId, tx, vault, id, integration.credentials);
  for (const { stream, intervalSeconds, enabled, lanes } of integration.streams) {
    await tx.stream.create({
      data: { accountId, integrationId: id, stream, intervalSeconds, enabled, enabledAt, pageAt },
    });
    await insertLanes(accountId, tx, { integrationId: id, stream }, lanes);
  }
}

/**
 * Puts other credentials in place of those of an integration; the schedule and the cursor are untouched. `keys` is left
 * out where only the host moved.
 */
export async function replaceCredentials(
  accountId: string,
  tx: Transaction,
  vault: Vault,
  integrationId: string,
  credentials: Readonly<Record<string, string>>,
  {
    host,
    keys,
  }: {
    readonly host: string;
    readonly keys?: {
      readonly ikeyEnding: string;
      readonly edition: string | null;
      readonly setAt: number;
      readonly setBy: string;
    };
  },
): Promise<void> {
  await tx.integrationSecret.deleteMany({ where: { accountId, integrationId } });
  await storeCredentials(accountId, tx, vault, integrationId, credentials);
  await tx.integration.update({
    where: { accountId_id: { accountId, id: integrationId } },
    data: {
      host,
      ...(keys === undefined
        ? {}
        : {
            ikeyEnding: keys.ikeyEnding,
            edition: keys.edition,
            keysSetAt: new Date(keys.setAt),
            keysSetBy: keys.setBy,
          }),
    },
  });
}

/** Seals each credential under a data key of the integration's own. */
async function storeCredentials(
  accountId: string,
  tx: Transaction,
  vault: Vault,
  integrationId: string,
  credentials: Readonly<Record<string, string>>,
): Promise<void> {
  const dataKey = vault.newDataKey();
  const rowId = `${accountId}/${integrationId}`;
  const wrappedKey = Uint8Array.from(vault.wrap(dataKey, dataKeyPlace(accountId, integrationId)));
  for (const [field, value] of Object.entries(credentials)) {
    const ciphertext = Uint8Array.from(
      vault.encryptField(dataKey, { table: 'integration_secret', rowId, field }, value),
    );
    await tx.integrationSecret.create({ data: { accountId, integrationId, field, wrappedKey, ciphertext } });
  }
}

export type OpenedCredentials =
  { readonly ok: true; readonly credentials: Readonly<Record<string, string>> } | { readonly ok: false };

/**
 * The credentials of an integration in clear, for the one call that needs them. Never log or return them. That this
 * process has opened them is put on record, once an hour at most.
 */
export async function openCredentials(
  accountId: string,
  tx: Transaction,
  vault: Vault,
  integrationId: string,
  process: string,
): Promise<OpenedCredentials> {
  await noteCredentialUse(accountId, tx, integrationId, process);
  const rows = await tx.integrationSecret.findMany({ where: { accountId, integrationId } });
  const rowId = `${accountId}/${integrationId}`;
  const credentials: Record<string, string> = {};
  for (const row of rows) {
    const dataKey = vault.unwrap(row.wrappedKey, dataKeyPlace(accountId, integrationId));
    if (!dataKey.ok) return { ok: false };
    const value = vault.decryptField(
      dataKey.value,
      { table: 'integration_secret', rowId, field: row.field },
      row.ciphertext,
    );
    if (!value.ok) return { ok: false };
    credentials[row.field] = value.value;
  }
  return { ok: true, credentials };
}

/** A deleted integration keeps a row, so that events which are kept have a name; nothing else finds it. */
const NOT_DELETED = { not: 'deleted' } as const;

/** An integration's own row, or null when the account has none with this id, or it was deleted. */
export async function findIntegration(accountId: string, tx: Transaction, id: string) {
  return tx.integration.findUnique({ where: { accountId_id: { accountId, id }, state: NOT_DELETED } });
}

/** The same, and also one that was deleted: pages that its kept events lead to say so. */
export async function findIntegrationOrDeleted(accountId: string, tx: Transaction, id: string) {
  return tx.integration.findUnique({ where: { accountId_id: { accountId, id } } });
}

/** As `findIntegration`, and nobody else changes the row until the transaction ends. */
export async function holdIntegration(accountId: string, tx: Transaction, id: string) {
  await tx.$executeRaw`
    SELECT FROM "integration" WHERE "accountId" = ${accountId}::uuid AND "id" = ${id}::uuid FOR NO KEY UPDATE`;
  return findIntegration(accountId, tx, id);
}

/** Names of all integrations, also of those that are deleted and whose events are kept, by id. */
export async function integrationNames(accountId: string, tx: Transaction): Promise<Map<string, string>> {
  const rows = await tx.integration.findMany({ where: { accountId }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** All integrations of the account that are not deleted, by name. */
export async function listIntegrationRows(accountId: string, tx: Transaction) {
  return tx.integration.findMany({
    where: { accountId, state: NOT_DELETED },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
}

/** Integrations that were deleted while their events were kept: what those came from, by name. */
export async function listDeletedIntegrations(accountId: string, tx: Transaction) {
  return tx.integration.findMany({
    where: { accountId, state: 'deleted' },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true },
  });
}

/**
 * Whether the account has an integration of this name, other than `exceptId`, whatever its case. The names stay as they are until the
 * transaction ends, so that two cannot take one at once.
 */
export async function integrationNameTaken(
  accountId: string,
  tx: Transaction,
  name: string,
  exceptId?: string,
): Promise<boolean> {
  await holdIntegrations(accountId, tx);
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "integration" WHERE "accountId" = ${accountId}::uuid AND lower("name") = lower(${name})
      AND "state" NOT IN ('deleted', 'purging')`;
  return found.some(({ id }) => id !== exceptId);
}

/**
 * The account's integration that reads this host, other than `exceptId`; null when none does. The hosts
 * stay as they are until the transaction ends.
 */
export async function integrationOnHost(
  accountId: string,
  tx: Transaction,
  host: string,
  exceptId?: string,
): Promise<{ id: string; name: string } | null> {
  await holdIntegrations(accountId, tx);
  return tx.integration.findFirst({
    where: {
      accountId,
      host,
      state: { notIn: ['deleted', 'purging'] },
      ...(exceptId === undefined ? {} : { id: { not: exceptId } }),
    },
    select: { id: true, name: true },
  });
}

/** Keeps every name and host of the account's integrations as it is until the transaction ends. */
export async function holdIntegrations(accountId: string, tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('integrations:' || ${accountId}, 0))`;
}

/** Sets the state of an integration, and since when it has it (epoch milliseconds). */
export async function setIntegrationState(
  accountId: string,
  tx: Transaction,
  id: string,
  state: IntegrationState,
  at: number,
): Promise<void> {
  await tx.integration.update({
    where: { accountId_id: { accountId, id } },
    data: { state, stateChangedAt: new Date(at) },
  });
}

/** What a person calls an integration, and from when on it is read (epoch milliseconds). */
export async function updateIntegration(
  accountId: string,
  tx: Transaction,
  id: string,
  changes: { readonly name?: string; readonly description?: string; readonly enabledAt?: number },
): Promise<void> {
  const { enabledAt, ...words } = changes;
  await tx.integration.update({
    where: { accountId_id: { accountId, id } },
    data: { ...words, ...(enabledAt === undefined ? {} : { enabledAt: new Date(enabledAt) }) },
  });
}

/** The streams of one integration, or of all. */
export async function listStreamRows(accountId: string, tx: Transaction, integrationId?: string) {
  return tx.stream.findMany({
    where: { accountId, ...(integrationId === undefined ? {} : { integrationId }) },
    orderBy: { stream: 'asc' },
  });
}

const NO_ERROR = {
  failures: 0,
  retryAt: null,
  errorCode: null,
  errorClass: null,
  errorDetail: null,
  errorFirstSeenAt: null,
  errorLastSeenAt: null,
  errorCount: 0,
} as const;

/** A finished cycle: the stream is healthy and complete until its watermark. */
export async function markStreamDone(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  done: { at: number; completeUntil: number | null; fetched: number },
): Promise<void> {
  await tx.stream.update({
    where: {
      accountId_integrationId_stream: { accountId, integrationId: key.integrationId, stream: key.stream },
    },
    data: {
      lastRunAt: new Date(done.at),
      lastSuccessAt: new Date(done.at),
      ...(done.completeUntil === null ? {} : { completeUntil: new Date(done.completeUntil) }),
      lastFetched: done.fetched,
      ...NO_ERROR,
    },
  });
}

/** A failed cycle: the error with how often it was seen; the last finished result stays. */
export async function markStreamFailed(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  failed: { at: number; error: ConnectorError; retryAt: number | null },
): Promise<void> {
  const before = await tx.stream.findUniqueOrThrow({
    where: {
      accountId_integrationId_stream: { accountId, integrationId: key.integrationId, stream: key.stream },
    },
    select: { errorCode: true, errorFirstSeenAt: true, errorCount: true },
  });
  const same = before.errorCode === failed.error.code;
  await tx.stream.update({
    where: {
      accountId_integrationId_stream: { accountId, integrationId: key.integrationId, stream: key.stream },
    },
    data: {
      lastRunAt: new Date(failed.at),
      failures: { increment: 1 },
      retryAt: failed.retryAt === null ? null : new Date(failed.retryAt),
      errorCode: failed.error.code,
      errorClass: failed.error.class,
      errorDetail: JSON.stringify(failed.error.detail),
      errorFirstSeenAt:
        same && before.errorFirstSeenAt !== null ? before.errorFirstSeenAt : new Date(failed.at),
      errorLastSeenAt: new Date(failed.at),
      errorCount: same ? before.errorCount + 1 : 1,
    },
  });
}

/** Forgets the errors of an integration's streams: what they were about has been mended. The last results stay. */
export async function clearStreamErrors(
  accountId: string,
  tx: Transaction,
  integrationId: string,
): Promise<void> {
  await tx.stream.updateMany({ where: { accountId, integrationId }, data: NO_ERROR });
}

/** The newest record that a stream has brought (epoch milliseconds); null before its first. */
export async function newestRecordOf(
  accountId: string,
  tx: Transaction,
  { integrationId, stream }: StreamKey,
): Promise<number | null> {
  const row = await tx.stream.findUnique({
    where: { accountId_integrationId_stream: { accountId, integrationId, stream } },
    select: { newestRecordAt: true },
  });
  return row?.newestRecordAt?.getTime() ?? null;
}

/** What a page adds to its stream: newest record and records in quarantine. */
export async function markStreamPage(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  page: { newestRecordAt: number | null; quarantined: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "stream" SET "newestRecordAt" = greatest("newestRecordAt",
        ${page.newestRecordAt === null ? null : new Date(page.newestRecordAt)}::timestamptz),
      "quarantined" = "quarantined" + ${page.quarantined}
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${key.integrationId}::uuid
      AND "stream" = ${key.stream}`;
}
