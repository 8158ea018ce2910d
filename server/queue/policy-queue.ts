import { POLICY_QUEUE, type PreparePolicyJob, preparePolicyJobSchema } from '@/domain/jobs';
import { type JobQueue, openJobQueue, type QueueBackend } from './job-queue';

/** The producing end of the queue of policies to prepare. */
export type PolicyQueue = JobQueue<PreparePolicyJob>;

/** Opens the producing end of the queue of policies to prepare. */
export function openPolicyQueue(backend: QueueBackend): PolicyQueue {
  return openJobQueue(backend, { name: POLICY_QUEUE, schema: preparePolicyJobSchema });
}
