import { pollStreamJobSchema, preparePolicyJobSchema } from '@/domain/jobs';
import type { Database } from '@/server/data/database';
import { takeDueStreams } from '@/server/data/integrations/schedule';
import { takeDuePolicies } from '@/server/data/scoring/policy-preparation';
import type { Logger } from '@/server/platform/logger';
import type { PolicyQueue } from './policy-queue';
import type { PollQueue } from './poll-queue';

const TICK_MS = 2_000;
/** What was handed over and is still due after this long was lost on the way. */
const AGAIN_AFTER_MS = 10_000;
const MOST_AT_ONCE = 500;

/**
 * Hands what is due to its queue, every two seconds. What is due stands in PostgreSQL, so that a queue which loses
 * everything is filled again from here.
 */
export function startTick(options: {
  database: Database;
  queue: PollQueue;
  policies: PolicyQueue;
  log: Logger;
}): {
  stop(): Promise<void>;
} {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function streams(): Promise<void> {
    const due = await options.database.inGlobal((tx) => takeDueStreams(tx, AGAIN_AFTER_MS, MOST_AT_ONCE));
    for (const stream of due) await options.queue.enqueue(pollStreamJobSchema.parse(stream));
  }

  async function policies(): Promise<void> {
    const due = await options.database.inGlobal((tx) => takeDuePolicies(tx, AGAIN_AFTER_MS, MOST_AT_ONCE));
    for (const account of due) await options.policies.enqueue(preparePolicyJobSchema.parse(account));
  }

  async function attempt(handOver: () => Promise<void>): Promise<void> {
    await handOver().catch((error: unknown) =>
      options.log.warn({ err: error }, 'schedule: could not hand over what is due'),
    );
  }

  function next(): void {
    running = Promise.all([attempt(streams), attempt(policies)]).then(() => undefined);
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
