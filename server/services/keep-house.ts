import { listAccountIds } from '@/server/data/accounts';
import { listRemovals } from '@/server/data/integration-removal';
import { restoreSchedule } from '@/server/data/schedule';
import { beat, endBeat } from '@/server/data/worker-heartbeats';
import { ensurePartitions } from '@/server/data/signals';
import { execute } from './operation';
import { purgeIntegration } from './purge-integration';
import { forgetOldDeliveries } from './receive-delivery';
import type { Runtime } from './runtime';
import { scoreHumanRisk } from './score-human-risk';

const BEAT_MS = 4_000;
const HOUSE_MS = 6 * 3_600_000;
const SCHEDULE_MS = 30_000;
const REMOVAL_MS = 5_000;
const FORGET_MS = 3_600_000;
const RISK_MS = 2_000;

/**
 * What a worker does beside its jobs: says that it lives, makes partitions ahead, keeps the schedule whole, goes on
 * with removing what was deleted, forgets deliveries that nobody can send again, and reckons human risk scores that are
 * due.
 */
export function keepHouse(runtime: Runtime): { stop(): Promise<void> } {
  const attempt = (work: () => Promise<void>): void => {
    work().catch((error: unknown) => runtime.log.warn({ err: error }, 'worker: PostgreSQL did not answer'));
  };
  const sayAlive = (): void =>
    attempt(() => runtime.database.inGlobal((tx) => beat(tx, runtime.processName)));
  const makePartitions = (): void => attempt(() => ensurePartitions(runtime.database, [runtime.now()]));
  const restoreSchedules = (): void => attempt(() => restoreEverySchedule(runtime));
  const forget = (): void => attempt(() => forgetEveryOldDelivery(runtime));
  // One round at a time: a large removal takes many transactions.
  let removing: Promise<void> | null = null;
  const remove = (): void => {
    removing ??= finishRemovals(runtime)
      .catch((error: unknown) => runtime.log.warn({ err: error }, 'worker: a removal will go on later'))
      .finally(() => {
        removing = null;
      });
  };
  // As above: a new day makes everybody due at once.
  let reckoning: Promise<void> | null = null;
  const reckon = (): void => {
    reckoning ??= scoreEverybodyDue(runtime)
      .catch((error: unknown) =>
        runtime.log.warn({ err: error }, 'worker: human risk scores will follow later'),
      )
      .finally(() => {
        reckoning = null;
      });
  };
  sayAlive();
  makePartitions();
  restoreSchedules();
  forget();
  const timers = [
    setInterval(sayAlive, BEAT_MS),
    setInterval(makePartitions, HOUSE_MS),
    setInterval(restoreSchedules, SCHEDULE_MS),
    setInterval(remove, REMOVAL_MS),
    setInterval(forget, FORGET_MS),
    setInterval(reckon, RISK_MS),
  ];
  return {
    stop: async () => {
      timers.forEach((timer) => clearInterval(timer));
      await removing;
      await reckoning;
      await runtime.database.inGlobal((tx) => endBeat(tx, runtime.processName)).catch(() => undefined);
    },
  };
}

async function restoreEverySchedule(runtime: Runtime): Promise<void> {
  for (const accountId of await runtime.database.inGlobal(listAccountIds)) {
    const restored = await runtime.database.inAccount(accountId, (tx) => restoreSchedule(accountId, tx));
    if (restored > 0) runtime.log.warn({ restored }, 'schedule: streams were missing and have been put back');
  }
}

async function forgetEveryOldDelivery(runtime: Runtime): Promise<void> {
  for (const accountId of await runtime.database.inGlobal(listAccountIds))
    await forgetOldDeliveries(runtime, accountId);
}

async function finishRemovals(runtime: Runtime): Promise<void> {
  for (const accountId of await runtime.database.inGlobal(listAccountIds)) {
    for (const { id } of await runtime.database.inAccount(accountId, (tx) => listRemovals(accountId, tx))) {
      const actor = { kind: 'system', name: 'housekeeping', accountId } as const;
      const { outcome } = await execute(purgeIntegration, { actor, runtime, input: { id } });
      if (outcome === 'done')
        runtime.log.info({ integrationId: id }, 'house: a deleted integration is removed');
    }
  }
}

/** Batch after batch, until nobody is due or the worker is to stop: whoever is left stays due in PostgreSQL. */
async function scoreEverybodyDue(runtime: Runtime): Promise<void> {
  for (const accountId of await runtime.database.inGlobal(listAccountIds)) {
    const actor = { kind: 'system', name: 'housekeeping', accountId } as const;
    let people: number;
    do ({ people } = await execute(scoreHumanRisk, { actor, runtime, input: {} }));
    while (people > 0 && !runtime.stopping.aborted);
  }
}
