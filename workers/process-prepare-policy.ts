import type { PreparePolicyJob } from '@/domain/jobs';
import { execute } from '@/server/services/operation';
import { preparePolicy } from '@/server/services/prepare-policy';
import type { Runtime } from '@/server/services/runtime';

/** Prepares the next policy of the account that a job names, until it is in force. */
export async function processPreparePolicy(runtime: Runtime, { accountId }: PreparePolicyJob): Promise<void> {
  const actor = { kind: 'system', name: 'scoring', accountId } as const;
  await execute(preparePolicy, { actor, runtime, input: {} });
}
