import type { PollStreamJob } from '@/domain/jobs';
import { execute } from '@/server/services/operation';
import { pollStream } from '@/server/services/poll-stream';
import type { Runtime } from '@/server/services/runtime';

/** Polls the stream that a job names, as the scheduler of its account. */
export async function processPollStream(runtime: Runtime, job: PollStreamJob): Promise<void> {
  await execute(pollStream, {
    actor: { kind: 'system', name: 'scheduler', accountId: job.accountId },
    runtime,
    input: job,
  });
}
