import { createSecretKey, type KeyObject } from 'node:crypto';
import type { z } from 'zod';
import { listAccountIds } from '@/server/data/members/accounts';
import {
  countTotpWrapped,
  type RewrappedSignIn,
  rewrapTotp,
  type UnopenedSignIn,
} from '@/server/data/members/wrapped-sign-in';
import { countWrapped, keepAuditKey, keptAuditKeys, type RewrapPlace } from '@/server/data/wrapped-keys';
import { wrappingKey } from '@/server/platform/secrets-vault';
import { auditKeyOf } from '@/server/services/open-runtime';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { closeAuditKey } from './close-audit-key';
import { rewrapSecrets } from './rewrap-secrets';

/** How many secrets each wrapping key seals, and which of those keys the settings hold. */
export interface VaultStatus {
  readonly currentKeyId: string;
  readonly previousKeyId: string | null;
  readonly secrets: number;
  readonly keys: readonly {
    /** Null for what is no wrapped key at all. */
    readonly keyId: string | null;
    readonly known: 'current' | 'previous' | 'unknown';
    readonly secrets: number;
    /** In how many accounts. */
    readonly accounts: number;
  }[];
}

/** What a rotation did. */
export interface Rotation {
  readonly rewrapped: number;
  readonly unopened: readonly {
    readonly accountId: string;
    readonly integrationId: string;
    readonly field: string;
  }[];
  readonly unopenedSignIn: readonly UnopenedSignIn[];
  readonly status: VaultStatus;
}

/** Secrets of authenticator apps in one transaction. */
const APPS_AT_ONCE = 200;

/**
 * Which wrapping keys seal the secrets of the installation. It is no operation: whoever may read the settings of the
 * installation runs it at its console, and it tells ids and counts only.
 */
export async function vaultStatus(runtime: Runtime): Promise<VaultStatus> {
  const { currentKeyId } = runtime.vault;
  const previousKeyId = previousKey(runtime)?.id ?? null;
  const counts = new Map<string | null, { secrets: number; accounts: number }>();
  for (const accountId of await runtime.database.inGlobal(listAccountIds)) {
    const own = await runtime.database.inAccount(accountId, (tx) =>
      countWrapped(accountId, tx, runtime.vault),
    );
    for (const { keyId, secrets } of own) {
      const known = counts.get(keyId) ?? { secrets: 0, accounts: 0 };
      counts.set(keyId, { secrets: known.secrets + secrets, accounts: known.accounts + 1 });
    }
  }
  for (const { keyId, secrets } of await runtime.database.inGlobal((tx) =>
    countTotpWrapped(tx, runtime.vault),
  )) {
    const known = counts.get(keyId) ?? { secrets: 0, accounts: 0 };
    counts.set(keyId, { ...known, secrets: known.secrets + secrets });
  }
  const keys = [...counts].map(([keyId, count]) => ({
    keyId,
    known:
      keyId === currentKeyId
        ? ('current' as const)
        : keyId !== null && keyId === previousKeyId
          ? ('previous' as const)
          : ('unknown' as const),
    ...count,
  }));
  return {
    currentKeyId,
    previousKeyId,
    secrets: keys.reduce((sum, { secrets }) => sum + secrets, 0),
    keys: keys.sort((a, b) => b.secrets - a.secrets),
  };
}

/**
 * Seals every data key with the present wrapping key, a batch a transaction, while everybody works on. Killed anywhere,
 * the next call goes on with what is left; run again, it does nothing. The key of audit chains that belongs to the wrapping
 * key of before is kept as well, so that old entries stay verifiable without it; from here on it signs none.
 * @throws Error before anything is changed, where a secret is sealed by a key that is not given
 */
export async function rotateVault(
  runtime: Runtime,
  tell: (done: number, of: number) => void,
): Promise<Rotation> {
  const before = await vaultStatus(runtime);
  refuseUnknownKeys(before);
  await keepAuditKeys(runtime);
  await closeFormerKey(runtime);
  const due = before.keys.reduce((sum, { known, secrets }) => sum + (known === 'previous' ? secrets : 0), 0);
  let rewrapped = 0;
  const unopened = [];
  const unopenedSignIn: UnopenedSignIn[] = [];
  let app: string | null = null;
  do {
    const step: RewrappedSignIn = await runtime.database.inGlobal((tx) =>
      rewrapTotp(tx, runtime.vault, APPS_AT_ONCE, app),
    );
    rewrapped += step.rewrapped;
    unopenedSignIn.push(...step.unopened);
    if (step.rewrapped > 0) tell(rewrapped, due);
    app = step.after;
  } while (app !== null);
  for (const accountId of await runtime.database.inGlobal(listAccountIds)) {
    const actor = { kind: 'system', name: 'vault', accountId } as const;
    let after: RewrapPlace | null = null;
    do {
      const step: z.output<typeof rewrapSecrets.output> = await execute(rewrapSecrets, {
        ...{ actor, runtime },
        input: { after },
      });
      rewrapped += step.rewrapped;
      unopened.push(...step.unopened.map((place) => ({ accountId, ...place })));
      unopenedSignIn.push(...step.unopenedSignIn);
      if (step.rewrapped > 0) tell(rewrapped, due);
      after = step.after;
    } while (after !== null);
  }
  return { rewrapped, unopened, unopenedSignIn, status: await vaultStatus(runtime) };
}

function previousKey({ environment }: Pick<Runtime, 'environment'>) {
  return environment.previousVaultKey === null ? null : wrappingKey(environment.previousVaultKey);
}

function refuseUnknownKeys({ keys, currentKeyId, previousKeyId }: VaultStatus): void {
  const strange = keys.filter(({ known }) => known === 'unknown');
  if (strange.length === 0) return;
  const lines = strange.map(({ keyId, secrets }) =>
    keyId === null
      ? `${secretsOf(secrets)} cannot be read as sealed at all. Enter the keys of those integrations again`
      : `${secretsOf(secrets)} sealed by the key ${keyId}`,
  );
  const given =
    previousKeyId === null
      ? `PARAPET_VAULT_KEY is ${currentKeyId}, and PARAPET_VAULT_KEY_PREVIOUS is not given`
      : `PARAPET_VAULT_KEY is ${currentKeyId} and PARAPET_VAULT_KEY_PREVIOUS is ${previousKeyId}`;
  throw new Error(
    `Nothing was changed: ${lines.join('; ')}. ${given}: neither opens them. Give the key that sealed them as PARAPET_VAULT_KEY_PREVIOUS.`,
  );
}

function secretsOf(count: number): string {
  return count === 1 ? '1 secret is' : `${count} secrets are`;
}

/** Says in the audit log of each account up to where the key that is replaced counts. */
async function closeFormerKey(runtime: Runtime): Promise<void> {
  const previous = previousKey(runtime);
  if (previous === null) return;
  for (const accountId of await runtime.database.inGlobal(listAccountIds)) {
    const actor = { kind: 'system', name: 'vault', accountId } as const;
    await execute(closeAuditKey, { actor, runtime, input: { key: previous.id } });
  }
}

async function keepAuditKeys(runtime: Runtime): Promise<void> {
  const previous = previousKey(runtime);
  const { previousVaultKey } = runtime.environment;
  await runtime.database.inGlobal(async (tx) => {
    const keep = (keyId: string, key: KeyObject) =>
      keepAuditKey(tx, runtime.vault, { keyId, key, at: runtime.now() });
    for (const [keyId, key] of await keptAuditKeys(tx, runtime.vault))
      if (key !== null) await keep(keyId, key);
    if (previous !== null && previousVaultKey !== null)
      await keep(previous.id, createSecretKey(auditKeyOf(previousVaultKey)));
  });
}
