import { POLICY_QUEUE, POLL_QUEUE } from '@/domain/jobs';
import { readEnvironment } from '@/server/platform/environment';
import { openPolicyQueue } from '@/server/queue/policy-queue';
import { openPolicyWorker } from '@/server/queue/policy-worker';
import { openPollWorker } from '@/server/queue/poll-worker';
import { startTick } from '@/server/queue/tick';
import { keepHouse } from '@/server/services/collection/keep-house';
import { openRuntime } from '@/server/services/open-runtime';
import { processPollStream } from './process-poll-stream';
import { processPreparePolicy } from './process-prepare-policy';

/** Streams in hand at once by one worker: they wait for their pace most of the time, and that costs nothing. */
const CONCURRENCY = 64;

/** Policies in hand at once: each is work for PostgreSQL and this process, and most accounts have none. */
const POLICIES_AT_ONCE = 2;

const stopping = new AbortController();
const environment = readEnvironment(process.env);
const runtime = openRuntime({ environment, process: 'worker', stopping: stopping.signal });
const house = keepHouse(runtime);
const backend = {
  redisUrl: environment.redisUrl,
  databaseUrl: environment.databaseUrl,
  log: runtime.log,
};
const policies = openPolicyQueue(backend);
const tick = startTick({ database: runtime.database, queue: runtime.queue, policies, log: runtime.log });
const worker = openPollWorker({
  ...backend,
  concurrency: CONCURRENCY,
  process: (job) => processPollStream(runtime, job),
});
const policyWorker = openPolicyWorker({
  ...backend,
  concurrency: POLICIES_AT_ONCE,
  process: (job) => processPreparePolicy(runtime, job),
});
runtime.log.info(
  { queues: [POLL_QUEUE, POLICY_QUEUE], backend: environment.redisUrl === null ? 'postgresql' : 'redis' },
  'worker: ready',
);

let ending: Promise<void> | null = null;

/** Stops in order: no new work, work under way to the end of its page, then the connections. */
async function end(): Promise<void> {
  stopping.abort();
  await tick.stop();
  await Promise.all([worker.close(), policyWorker.close()]);
  await policies.close();
  await house.stop();
  await runtime.close();
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    ending ??= end().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
