import type { AccountId } from '@/domain/identifiers';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { deliverNotifications } from './deliver-notifications';
import { gatherNotifications } from './gather-notifications';

/**
 * Makes notifications of what is due in an account, and delivers them. Whatever is not done is due still; where none can be made, those
 * that were made before are delivered.
 */
export async function notifyAccount(runtime: Runtime, accountId: AccountId): Promise<void> {
  const actor = { kind: 'system', name: 'notifications', accountId } as const;
  try {
    await execute(gatherNotifications, { actor, runtime, input: {} });
  } finally {
    await execute(deliverNotifications, { actor, runtime, input: {} });
  }
}
