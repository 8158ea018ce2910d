import { POLL_QUEUE, type PollStreamJob, pollStreamJobSchema } from '@/domain/jobs';
import type { QueueBackend } from './job-queue';
import { type JobWorker, openJobWorker } from './job-worker';

/** Takes polls, `concurrency` at a time. */
export function openPollWorker({
  concurrency,
  process,
  ...backend
}: QueueBackend & {
  readonly concurrency: number;
  readonly process: (job: PollStreamJob) => Promise<void>;
}): JobWorker {
  return openJobWorker(backend, { name: POLL_QUEUE, schema: pollStreamJobSchema, concurrency, process });
}
