import { pollStreamJobSchema } from '@/domain/jobs';
import type { Database } from '@/server/data/database';
import { takeDueStreams } from '@/server/data/schedule';
import type { Logger } from '@/server/platform/logger';
import type { PollQueue } from './poll-queue';

const TICK_MS = 2_000;
/** A stream that was handed over and is still due after this long was lost on the way. */
const AGAIN_AFTER_MS = 10_000;
const MOST_AT_ONCE = 500;

/**
 * Hands what is due to the queue, every two seconds, in whichever worker gets the lock. The schedule stands in
 * PostgreSQL, so that a queue which loses everything is filled again from here.
 */
export function startTick(options: { database: Database; queue: PollQueue; log: Logger }): {
  stop(): Promise<void>;
} {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function tick(): Promise<void> {
    const due = await options.database.inGlobal((tx) => takeDueStreams(tx, AGAIN_AFTER_MS, MOST_AT_ONCE));
    for (const stream of due) await options.queue.enqueue(pollStreamJobSchema.parse(stream));
  }

  function next(): void {
    running = tick().catch((error: unknown) =>
      options.log.warn({ err: error }, 'schedule: could not hand over what is due'),
    );
    void running.then(() => {
      if (!stopped) timer = setTimeout(next, TICK_MS);
    });
  }

  next();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
