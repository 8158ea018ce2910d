import { keptAuditKeys } from '@/server/data/wrapped-keys';
import { auditKeyOf } from '@/server/services/open-runtime';
import type { Runtime } from '@/server/services/runtime';

/**
 * Every key of audit chains that is known, the present one first: also those that belong to wrapping keys of before, as far as
 * the present one opens them. Names of people who were erased are digested with them, too.
 */
export async function auditKeysOf(
  runtime: Pick<Runtime, 'auditKey' | 'database' | 'environment' | 'vault'>,
): Promise<Buffer[]> {
  const { previousVaultKey } = runtime.environment;
  const kept = await runtime.database.inGlobal((tx) => keptAuditKeys(tx, runtime.vault));
  return [
    runtime.auditKey,
    ...(previousVaultKey === null ? [] : [auditKeyOf(previousVaultKey)]),
    ...[...kept.values()].flatMap((key) => (key === null ? [] : [key.export()])),
  ];
}
