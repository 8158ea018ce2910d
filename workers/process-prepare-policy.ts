import type { PreparePolicyJob } from '@/domain/jobs';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { preparePolicy } from '@/server/services/scoring/prepare-policy';

/** Prepares the next policy of the account that a job names, until it is in force. */
export async function processPreparePolicy(runtime: Runtime, { accountId }: PreparePolicyJob): Promise<void> {
  const actor = { kind: 'system', name: 'scoring', accountId } as const;
  await execute(preparePolicy, { actor, runtime, input: {} });
}
