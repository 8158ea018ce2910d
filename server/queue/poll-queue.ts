import { POLL_QUEUE, type PollStreamJob, pollStreamJobSchema } from '@/domain/jobs';
import { type JobQueue, openJobQueue, type QueueBackend } from './job-queue';

/** The producing end of the queue of polls. */
export type PollQueue = JobQueue<PollStreamJob>;

/** Opens the producing end of the queue of polls. */
export function openPollQueue(backend: QueueBackend): PollQueue {
  return openJobQueue(backend, { name: POLL_QUEUE, schema: pollStreamJobSchema });
}
