import { createPostgresBackend, Worker } from 'bullmq';
import type { z } from 'zod';
import type { QueueBackend } from './job-queue';
import { postgresOptions, redisOptions } from './queue-connection';

/** The consuming end of one queue. */
export interface JobWorker {
  /** Waits for the jobs under way, `AbortSignal` already given to them, then ends. */
  close(): Promise<void>;
}

/**
 * Takes jobs of the queue called `name`, `concurrency` at a time. One that does not fit `schema` is dropped. A job that
 * throws is logged and gone: the schedule brings the next.
 */
export function openJobWorker<Job extends z.ZodType<object>>(
  backend: QueueBackend,
  options: {
    name: string;
    schema: Job;
    concurrency: number;
    process: (job: z.output<Job>) => Promise<void>;
  },
): JobWorker {
  const { name, concurrency } = options;
  const take = async (job: { data: unknown }): Promise<void> => {
    const parsed = options.schema.safeParse(job.data);
    if (!parsed.success) {
      backend.log.warn({ queue: name }, 'queue: dropped a job that does not fit its contract');
      return;
    }
    try {
      await options.process(parsed.data);
    } catch (error) {
      backend.log.error({ err: error, queue: name, job: parsed.data }, 'queue: a job failed');
    }
  };
  const settings = { concurrency, lockDuration: 30_000, stalledInterval: 15_000 };
  const worker =
    backend.redisUrl === null
      ? new Worker(
          name,
          take,
          { ...postgresOptions(backend.databaseUrl, 'parapet-worker-queue'), ...settings },
          createPostgresBackend,
        )
      : new Worker(name, take, { ...redisOptions(backend.redisUrl, 'worker'), ...settings });
  worker.on('error', (error: Error) => backend.log.debug({ err: error }, 'queue: connection trouble'));
  return { close: () => worker.close() };
}
