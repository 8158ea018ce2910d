import { createPostgresBackend, Queue } from 'bullmq';
import { POLL_QUEUE, type PollStreamJob, pollStreamJobSchema } from '@/domain/jobs';
import type { Logger } from '@/server/platform/logger';
import { postgresOptions, redisOptions } from './queue-connection';

/** The producing end: hands jobs over. Delivery only; what is due stands in PostgreSQL. */
export interface PollQueue {
  enqueue(job: PollStreamJob): Promise<void>;
  close(): Promise<void>;
}

/** How long a queue may take before a caller stops waiting for it. */
const ENQUEUE_DEADLINE_MS = 2_000;

/** Opens the producing end on Redis where there is a `redisUrl`, else on PostgreSQL. Connects on first use. */
export function openPollQueue(options: {
  redisUrl: string | null;
  databaseUrl: string;
  log: Logger;
}): PollQueue {
  let queue: Pick<Queue, 'add' | 'close'> | null = null;
  const open = (): Pick<Queue, 'add' | 'close'> => {
    if (queue !== null) return queue;
    const opened =
      options.redisUrl === null
        ? new Queue(POLL_QUEUE, postgresOptions(options.databaseUrl, 'parapet-queue'), createPostgresBackend)
        : new Queue(POLL_QUEUE, redisOptions(options.redisUrl, 'producer'));
    opened.on('error', (error) => options.log.debug({ err: error }, 'queue: connection trouble'));
    queue = opened;
    return opened;
  };
  return {
    enqueue: async (job) => {
      const parsed = pollStreamJobSchema.parse(job);
      const added = open().add('poll', parsed, { removeOnComplete: true, removeOnFail: true, attempts: 1 });
      await withinDeadline(added);
    },
    close: async () => {
      await queue?.close();
    },
  };
}

async function withinDeadline(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The queue did not answer in time.')), ENQUEUE_DEADLINE_MS);
  });
  // The loser of the race may still fail later; that failure has been reported as lateness.
  work.catch(() => undefined);
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
