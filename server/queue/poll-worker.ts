import { createPostgresBackend, Worker } from 'bullmq';
import { POLL_QUEUE, type PollStreamJob, pollStreamJobSchema } from '@/domain/jobs';
import type { Logger } from '@/server/platform/logger';
import { postgresOptions, redisOptions } from './queue-connection';

/** The consuming end. */
export interface PollWorker {
  /** Waits for the jobs under way, `AbortSignal` already given to them, then ends. */
  close(): Promise<void>;
}

/** Takes jobs, `concurrency` at a time. A job that throws is logged and gone: the schedule brings the next. */
export function openPollWorker(options: {
  redisUrl: string | null;
  databaseUrl: string;
  log: Logger;
  concurrency: number;
  process: (job: PollStreamJob) => Promise<void>;
}): PollWorker {
  const take = async (job: { data: unknown }): Promise<void> => {
    const parsed = pollStreamJobSchema.safeParse(job.data);
    if (!parsed.success) {
      options.log.warn('queue: dropped a job that does not fit its contract');
      return;
    }
    try {
      await options.process(parsed.data);
    } catch (error) {
      options.log.error({ err: error, integration: parsed.data.integrationId }, 'queue: a job failed');
    }
  };
  const settings = { concurrency: options.concurrency, lockDuration: 30_000, stalledInterval: 15_000 };
  const worker =
    options.redisUrl === null
      ? new Worker(
          POLL_QUEUE,
          take,
          { ...postgresOptions(options.databaseUrl, 'parapet-worker-queue'), ...settings },
          createPostgresBackend,
        )
      : new Worker(POLL_QUEUE, take, { ...redisOptions(options.redisUrl, 'worker'), ...settings });
  worker.on('error', (error: Error) => options.log.debug({ err: error }, 'queue: connection trouble'));
  return { close: () => worker.close() };
}
