import type { Client } from 'pg';
import { LIVE_CHANNEL, type LiveMessage, type LiveSource, liveMessageSchema } from '@/server/platform/live';
import type { Database, Transaction } from './database';

/** Says within the transaction what it changes; PostgreSQL delivers it at commit, or not at all. */
export async function notifyLive(tx: Transaction, message: LiveMessage): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${LIVE_CHANNEL}, ${JSON.stringify(message)})`;
}

const RECONNECT_MS = 1_000;

/** Live messages by LISTEN on a connection of its own, which is made again whenever it is lost. */
export function postgresLiveSource(database: Database): LiveSource {
  let client: Client | null = null;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;

  async function connect(onMessage: (message: LiveMessage) => void, onGap: () => void): Promise<void> {
    const next = database.dedicatedClient();
    const lost = (): void => {
      if (stopped || client !== next) return;
      client = null;
      again(onMessage, onGap);
    };
    next.on('error', lost);
    next.on('end', lost);
    next.on('notification', (notification) => {
      const message = parseMessage(notification.payload);
      if (message !== null) onMessage(message);
    });
    await next.connect();
    await next.query(`LISTEN ${LIVE_CHANNEL}`);
    if (stopped) await next.end();
    client = next;
  }

  function again(onMessage: (message: LiveMessage) => void, onGap: () => void): void {
    if (stopped) return;
    timer = setTimeout(() => {
      connect(onMessage, onGap).then(onGap, () => again(onMessage, onGap));
    }, RECONNECT_MS);
  }

  return {
    // PostgreSQL may be away when the first browser asks: the process listens as soon as it is there.
    start: (onMessage, onGap) => connect(onMessage, onGap).catch(() => again(onMessage, onGap)),
    stop: async () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}

/** A message from outside the process; null when it is not one of ours. */
export function parseMessage(payload: string | undefined): LiveMessage | null {
  try {
    const parsed = liveMessageSchema.safeParse(JSON.parse(payload ?? ''));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
