import { postgresLiveSource } from '@/server/data/postgres-live';
import { LiveFanOut } from '@/server/platform/live';
import { redisLiveSource } from '@/server/queue/live-publisher';
import type { Runtime } from '@/server/services/runtime';

/** The process's hub of live messages: from Redis where there is one, else by PostgreSQL's NOTIFY. */
export function openLiveFanOut({
  environment,
  database,
}: Pick<Runtime, 'environment' | 'database'>): LiveFanOut {
  return new LiveFanOut(
    environment.redisUrl === null ? postgresLiveSource(database) : redisLiveSource(environment.redisUrl),
  );
}
