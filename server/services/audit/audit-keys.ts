import { ChainKeys, type FormerKey } from '@/server/data/audit/chain-keys';
import { keptAuditKeys } from '@/server/data/wrapped-keys';
import { wrappingKey } from '@/server/platform/secrets-vault';
import { auditKeyOf } from '@/server/services/open-runtime';
import type { Runtime } from '@/server/services/runtime';

type WithKeys = Pick<Runtime, 'auditKey' | 'database' | 'environment' | 'vault'>;

/**
 * Every key of audit chains that is known, the present one first: also those that belong to wrapping keys of before, as far as
 * the present one opens them. Names of people who were erased are digested with them, too.
 */
export async function auditKeysOf(runtime: WithKeys): Promise<Buffer[]> {
  return [runtime.auditKey, ...(await formerAuditKeys(runtime)).map(({ key }) => key)];
}

/** The same keys, each with what it takes to know up to where it counts. */
export async function chainKeysOf(runtime: WithKeys): Promise<ChainKeys> {
  return new ChainKeys(runtime.auditKey, await formerAuditKeys(runtime));
}

async function formerAuditKeys(runtime: WithKeys): Promise<FormerKey[]> {
  const { previousVaultKey } = runtime.environment;
  const kept = await runtime.database.inGlobal((tx) => keptAuditKeys(tx, runtime.vault));
  const former = new Map<string, Buffer>();
  if (previousVaultKey !== null) former.set(wrappingKey(previousVaultKey).id, auditKeyOf(previousVaultKey));
  for (const [id, key] of kept) if (key !== null && !former.has(id)) former.set(id, key.export());
  return [...former].map(([id, key]) => ({ id, key }));
}
