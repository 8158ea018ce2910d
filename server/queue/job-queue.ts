import { createPostgresBackend, Queue } from 'bullmq';
import type { z } from 'zod';
import type { Logger } from '@/server/platform/logger';
import { postgresOptions, redisOptions } from './queue-connection';

/** The producing end of one queue: hands jobs over. Delivery only; what is due stands in PostgreSQL. */
export interface JobQueue<Job> {
  enqueue(job: Job): Promise<void>;
  close(): Promise<void>;
}

/** What both ends of a queue need to reach it: Redis where there is a `redisUrl`, else PostgreSQL. */
export interface QueueBackend {
  readonly redisUrl: string | null;
  readonly databaseUrl: string;
  readonly log: Logger;
}

/** How long a queue may take before a caller stops waiting for it. */
const ENQUEUE_DEADLINE_MS = 2_000;

/** Opens the producing end of the queue called `name`, whose jobs fit `schema`. Connects on first use. */
export function openJobQueue<Job extends z.ZodType<object>>(
  backend: QueueBackend,
  { name, schema }: { name: string; schema: Job },
): JobQueue<z.output<Job>> {
  let queue: Pick<Queue, 'add' | 'close'> | null = null;
  const open = (): Pick<Queue, 'add' | 'close'> => {
    if (queue !== null) return queue;
    const opened =
      backend.redisUrl === null
        ? new Queue(name, postgresOptions(backend.databaseUrl, 'parapet-queue'), createPostgresBackend)
        : new Queue(name, redisOptions(backend.redisUrl, 'producer'));
    opened.on('error', (error) => backend.log.debug({ err: error }, 'queue: connection trouble'));
    queue = opened;
    return opened;
  };
  return {
    enqueue: async (job) => {
      const parsed = schema.parse(job);
      const added = open().add(name, parsed, { removeOnComplete: true, removeOnFail: true, attempts: 1 });
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
