import { POLICY_QUEUE, type PreparePolicyJob, preparePolicyJobSchema } from '@/domain/jobs';
import type { QueueBackend } from './job-queue';
import { type JobWorker, openJobWorker } from './job-worker';

/** Takes policies to prepare, `concurrency` at a time. */
export function openPolicyWorker({
  concurrency,
  process,
  ...backend
}: QueueBackend & {
  readonly concurrency: number;
  readonly process: (job: PreparePolicyJob) => Promise<void>;
}): JobWorker {
  return openJobWorker(backend, { name: POLICY_QUEUE, schema: preparePolicyJobSchema, concurrency, process });
}
