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

/** By Redis publish. Never waits for a Redis that is away. */
export function redisLivePublisher(url: string): LivePublisher {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: false });
  redis.on('error', () => undefined);
  return {
    withinCommit: () => Promise.resolve(),
    afterCommit: async (message) => {
      await redis.publish(LIVE_CHANNEL, JSON.stringify(message)).catch(() => undefined);
    },
    close: async () => {
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}

/** Live messages by Redis subscribe; after each reconnection some may have been missed. */
export function redisLiveSource(url: string): LiveSource {
  const redis = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
  redis.on('error', () => undefined);
  return {
    start: async (onMessage, onGap) => {
      redis.on('message', (_channel, payload) => {
        const message = parseMessage(payload);
        if (message !== null) onMessage(message);
      });
      await redis.connect();
      await redis.subscribe(LIVE_CHANNEL);
      redis.on('ready', onGap);
    },
    stop: async () => {
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}
