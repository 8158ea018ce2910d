import { type ChainFault, verifyChain } from '@/server/data/audit/audit-chain';
import { listAccountIds } from '@/server/data/members/accounts';
import type { Runtime } from '@/server/services/runtime';
import { type Anchors, readAnchors } from './anchor-audit';
import { chainKeysOf } from './audit-keys';

/** What verifying the audit logs of an installation found. */
export interface AuditVerdict {
  readonly accounts: readonly {
    readonly accountId: string;
    readonly entries: number;
    /** Number of the first: those before it were dropped, as the account keeps its log. */
    readonly from: bigint;
    /** The first hundred. */
    readonly faults: readonly ChainFault[];
    readonly faulty: number;
    /** Places that the copy outside the database knows. */
    readonly anchors: number;
  }[];
  /** Lines of the copy that Parapet did not write. */
  readonly foreign: number;
  readonly seconds: number;
}

/**
 * Reckons every audit log anew, and compares it with the copy outside the database where there is one. It is no
 * operation: whoever may read the settings of the installation runs it at its console.
 */
export async function verifyAudit(runtime: Runtime, anchorFile: string | null): Promise<AuditVerdict> {
  const began = performance.now();
  const keys = await chainKeysOf(runtime);
  const anchors: Anchors =
    anchorFile === null ? { of: new Map(), foreign: 0 } : await readAnchors(anchorFile, keys.all);
  const known = await runtime.database.inGlobal(listAccountIds);
  const client = runtime.database.dedicatedClient();
  await client.connect();
  const accounts = [];
  try {
    // An account that the copy knows and the database does not has lost its whole log.
    for (const accountId of new Set([...known, ...anchors.of.keys()])) {
      await client.query(`SELECT set_config('app.account_id', $1, false)`, [accountId]);
      const own = anchors.of.get(accountId) ?? new Map<bigint, Buffer>();
      accounts.push({ accountId, anchors: own.size, ...(await verifyChain(accountId, client, keys, own)) });
    }
  } finally {
    await client.end();
  }
  return { accounts, foreign: anchors.foreign, seconds: (performance.now() - began) / 1000 };
}
