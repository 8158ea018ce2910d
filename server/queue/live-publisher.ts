import { Redis } from 'ioredis';
import type { Transaction } from '@/server/data/database';
import { notifyLive, parseMessage } from '@/server/data/postgres-live';
import { LIVE_CHANNEL, type LiveMessage, type LiveSource } from '@/server/platform/live';

/**
 * Tells browsers what a transaction changed. PostgreSQL delivers at commit; Redis is told after it. A message lost in
 * between costs a browser its next refresh, never data.
 */
export interface LivePublisher {
  withinCommit(tx: Transaction, message: LiveMessage): Promise<void>;
  afterCommit(message: LiveMessage): Promise<void>;
  close(): Promise<void>;
}

/** By PostgreSQL's NOTIFY. */
export function postgresLivePublisher(): LivePublisher {
  return { withinCommit: notifyLive, afterCommit: () => Promise.resolve(), close: () => Promise.resolve() };
}

/** By Redis publish. Nobody waits for it: a Redis that is away or hangs must hold up neither polling nor a request. */
export function redisLivePublisher(url: string): LivePublisher {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: 1_000 });
  redis.on('error', () => undefined);
  return {
    withinCommit: () => Promise.resolve(),
    afterCommit: (message) => {
      redis.publish(LIVE_CHANNEL, JSON.stringify(message)).catch(() => undefined);
      return Promise.resolve();
    },
    close: async () => {
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}

/** A Redis that has not answered after this long is waited for in the background. */
const FIRST_ANSWER_MS = 1_000;

/**
 * Live messages by Redis subscribe. A Redis that is away at the start is waited for; after each connection some
 * messages may have been missed.
 */
export function redisLiveSource(url: string): LiveSource {
  const redis = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
  redis.on('error', () => undefined);
  return {
    start: async (onMessage, onGap) => {
      let begun = false;
      redis.on('message', (_channel, payload) => {
        const message = parseMessage(payload);
        if (message !== null) onMessage(message);
      });
      const subscribed = new Promise<void>((resolve) => {
        redis.on('ready', () => {
          redis.subscribe(LIVE_CHANNEL).then(
            () => (begun ? onGap() : resolve()),
            () => undefined,
          );
        });
      });
      redis.connect().catch(() => undefined);
      await Promise.race([subscribed, new Promise((resolve) => setTimeout(resolve, FIRST_ANSWER_MS))]);
      begun = true;
    },
    stop: async () => {
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}
