import type { PollStreamJob } from '@/domain/jobs';
import { pollStream } from '@/server/services/collection/poll-stream';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';

/**
 * Polls the stream that a job names, as the scheduler of its account. A lane that made room for the live one goes on
 * right after it, without waiting to be handed over again.
 */
export async function processPollStream(runtime: Runtime, job: PollStreamJob): Promise<void> {
  const poll = async () => {
    const actor = { kind: 'system', name: 'scheduler', accountId: job.accountId } as const;
    return (await execute(pollStream, { actor, runtime, input: job })).outcome;
  };
  let outcome = await poll();
  while (outcome === 'made_room') {
    const live = await poll();
    outcome = live === 'done' ? await poll() : live;
  }
}
