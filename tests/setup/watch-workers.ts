import { once } from 'node:events';
import type { IntegrationId } from '@/domain/identifiers';
import { getIntegration } from '@/server/services/integrations/get-integration';
import { execute } from '@/server/services/operation';
import type { CollectingHouse } from './collecting-house';

/** Whether it is said that a worker runs, at each moment. */
export interface WorkersSaid {
  readonly before: boolean;
  readonly afterOrderlyEnd: boolean;
  readonly exitCode: number | null;
  readonly justAfterDeath: boolean;
  /** Milliseconds from the death of a worker until it was said. */
  readonly silentFor: number;
}

/** What is said of workers while one starts and ends in order, and another one starts and dies; closes the house. */
export async function watchWorkers(house: CollectingHouse, id: IntegrationId): Promise<WorkersSaid> {
  try {
    const running = async () =>
      (await execute(getIntegration, { actor: house.actor, runtime: house.runtime, input: { id } })).worker
        .running;
    const until = async (what: boolean) => {
      const began = Date.now();
      while ((await running()) !== what) {
        if (Date.now() - began > 20_000)
          throw new Error(`It was never said that ${what ? 'one' : 'none'} runs.`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return Date.now() - began;
    };
    const before = await running();
    const orderly = house.worker();
    await until(true);
    orderly.kill('SIGTERM');
    await once(orderly, 'exit');
    const afterOrderlyEnd = await running();
    const doomed = house.worker();
    await until(true);
    doomed.kill('SIGKILL');
    await once(doomed, 'exit');
    const justAfterDeath = await running();
    const silentFor = await until(false);
    return { before, afterOrderlyEnd, exitCode: orderly.exitCode, justAfterDeath, silentFor };
  } finally {
    await house.close();
  }
}
