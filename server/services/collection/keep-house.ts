import { setTimeout as pause } from 'node:timers/promises';
import type { AccountId } from '@/domain/identifiers';
import { listRemovals } from '@/server/data/integrations/integration-removal';
import { restoreSchedule } from '@/server/data/integrations/schedule';
import { beat, endBeat } from '@/server/data/integrations/worker-heartbeats';
import { forgetFeedChanges } from '@/server/data/notifications/feed-changes';
import { forgetOrphans } from '@/server/data/notifications/happenings';
import { forgetEndedReveals } from '@/server/data/privacy/name-reveals';
import { ensurePartitions } from '@/server/data/signals/signals';
import { anchorAudit } from '@/server/services/audit/anchor-audit';
import { dropAuditEntries } from '@/server/services/audit/drop-audit';
import { settleNow } from '@/server/services/detection/settle-detection';
import { purgeIntegration } from '@/server/services/integrations/purge-integration';
import { inEveryAccount } from '@/server/services/every-account';
import { notifyAccount } from '@/server/services/notifications/notify-account';
import { execute } from '@/server/services/operation';
import { removeExpired } from '@/server/services/privacy/retention';
import type { Runtime } from '@/server/services/runtime';
import { scoreHumanRisk } from '@/server/services/scoring/score-human-risk';
import { tellRefusedSignIns } from '@/server/services/sign-in/tell-refused-sign-ins';
import { forgetOldDeliveries } from './receive-delivery';

const BEAT_MS = 4_000;
const HOUSE_MS = 6 * 3_600_000;
const SCHEDULE_MS = 30_000;
const REMOVAL_MS = 5_000;
const EXPIRY_MS = 60_000;
const FORGET_MS = 3_600_000;
const ANCHOR_MS = 60_000;
const RISK_MS = 2_000;
const SETTLE_MS = 3_000;
const TELL_MS = 60_000;
const NOTIFY_MS = 2_000;
const REMOVAL_EXCUSE = 'worker: a removal will go on later';
const EXPIRY_EXCUSE = 'worker: what is kept no longer will go later';
const RISK_EXCUSE = 'worker: human risk scores will follow later';
const SETTLE_EXCUSE = 'detection: will go on later';
const NOTIFY_EXCUSE = 'notifications: will go on later';
const SCHEDULE_EXCUSE = 'schedule: will be looked at later';
const FORGET_EXCUSE = 'worker: what is over will be forgotten later';
/** Longer than a preview of notification rules looks back. */
const FEED_CHANGES_MS = 30 * 86_400_000;

/**
 * What a worker does beside its jobs: says that it lives, makes partitions ahead, keeps the schedule whole, goes on
 * with removing what was deleted, forgets deliveries that nobody can send again and reveals that are over, reckons human risk scores that are due,
 * looks at what is due for the derived detectors, tells audit logs of refused sign-ins, tells members what notification rules wait
 * for, removes what is kept no longer, and writes down outside the database where
 * the audit logs end.
 */
export function keepHouse(runtime: Runtime): { stop(): Promise<void> } {
  const attempt = (work: () => Promise<void>): void => {
    work().catch((error: unknown) => runtime.log.warn({ err: error }, 'worker: PostgreSQL did not answer'));
  };
  const sayAlive = (): void =>
    attempt(() => runtime.database.inGlobal((tx) => beat(tx, runtime.processName)));
  const makePartitions = (): void => attempt(() => ensurePartitions(runtime.database, [runtime.now()]));
  const restoreSchedules = (): void => attempt(() => restoreEverySchedule(runtime));
  const anchor = (): void => attempt(() => anchorAudit(runtime));
  const forget = (): void => attempt(() => forgetWhatIsOver(runtime));
  const rounds = [
    inRounds(runtime, REMOVAL_MS, REMOVAL_EXCUSE, finishRemovals),
    inRounds(runtime, EXPIRY_MS, EXPIRY_EXCUSE, removeEverythingExpired),
    inRounds(runtime, RISK_MS, RISK_EXCUSE, scoreEverybodyDue),
    inRounds(runtime, TELL_MS, 'worker: refused sign-ins will be told of later', tellRefusedSignIns),
    inRounds(runtime, SETTLE_MS, SETTLE_EXCUSE, settleEverywhere),
    inRounds(runtime, NOTIFY_MS, NOTIFY_EXCUSE, notifyEverywhere),
  ];
  sayAlive();
  makePartitions();
  restoreSchedules();
  forget();
  const timers = [
    setInterval(sayAlive, BEAT_MS),
    setInterval(makePartitions, HOUSE_MS),
    setInterval(restoreSchedules, SCHEDULE_MS),
    setInterval(forget, FORGET_MS),
    setInterval(anchor, ANCHOR_MS),
  ];
  return {
    stop: async () => {
      timers.forEach((timer) => clearInterval(timer));
      for (const round of rounds) await round.stop();
      await anchorAudit(runtime).catch(() => undefined);
      await runtime.database.inGlobal((tx) => endBeat(tx, runtime.processName)).catch(() => undefined);
    },
  };
}

/** Work that may take many transactions, again and again, one round at a time. */
function inRounds(
  runtime: Runtime,
  everyMs: number,
  excuse: string,
  work: (runtime: Runtime) => Promise<void>,
): { stop(): Promise<void> } {
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= work(runtime)
      .catch((error: unknown) => runtime.log.warn({ err: error }, excuse))
      .finally(() => {
        running = null;
      });
  }, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** What a page put down for the derived detectors, and whoever committed it did not come to. */
async function settleEverywhere(runtime: Runtime): Promise<void> {
  await inEveryAccount(runtime, SETTLE_EXCUSE, (accountId) => settleNow(runtime, accountId));
}

/** What rules matched is told, and what could not be delivered is tried again. */
async function notifyEverywhere(runtime: Runtime): Promise<void> {
  await inEveryAccount(runtime, NOTIFY_EXCUSE, (accountId) => notifyAccount(runtime, accountId));
}

async function restoreEverySchedule(runtime: Runtime): Promise<void> {
  await inEveryAccount(runtime, SCHEDULE_EXCUSE, async (accountId) => {
    const restored = await runtime.database.inAccount(accountId, (tx) => restoreSchedule(accountId, tx));
    if (restored > 0) runtime.log.warn({ restored }, 'schedule: streams were missing and have been put back');
  });
}

async function forgetWhatIsOver(runtime: Runtime): Promise<void> {
  await inEveryAccount(runtime, FORGET_EXCUSE, async (accountId) => {
    await forgetOldDeliveries(runtime, accountId);
    await runtime.database.inAccount(accountId, async (tx) => {
      await forgetEndedReveals(accountId, tx, runtime.now());
      await forgetOrphans(accountId, tx);
      await forgetFeedChanges(accountId, tx, runtime.now() - FEED_CHANGES_MS);
    });
  });
}

async function finishRemovals(runtime: Runtime): Promise<void> {
  await inEveryAccount(runtime, REMOVAL_EXCUSE, async (accountId) => {
    for (const { id } of await runtime.database.inAccount(accountId, (tx) => listRemovals(accountId, tx))) {
      const { outcome } = await execute(purgeIntegration, {
        ...housekeeper(runtime, accountId),
        input: { id },
      });
      if (outcome === 'done')
        runtime.log.info({ integrationId: id }, 'house: a deleted integration is removed');
    }
  });
}

async function removeEverythingExpired(runtime: Runtime): Promise<void> {
  await inEveryAccount(runtime, EXPIRY_EXCUSE, async (accountId) => {
    const asked = { ...housekeeper(runtime, accountId), input: {} };
    await batchAfterBatch(runtime, async () => (await execute(removeExpired, asked)).removed > 0);
    await execute(dropAuditEntries, asked);
  });
}

/** Whoever is left stays due in PostgreSQL: at midnight, and while history is read, everybody is. */
async function scoreEverybodyDue(runtime: Runtime): Promise<void> {
  await inEveryAccount(runtime, RISK_EXCUSE, async (accountId) => {
    const asked = { ...housekeeper(runtime, accountId), input: {} };
    await batchAfterBatch(runtime, async () => (await execute(scoreHumanRisk, asked)).more);
  });
}

function housekeeper(runtime: Runtime, accountId: AccountId) {
  return { runtime, actor: { kind: 'system', name: 'housekeeping', accountId } } as const;
}

/** Until a batch leaves nothing, or the worker is to stop. Half of the time belongs to what came in meanwhile. */
async function batchAfterBatch(
  { stopping }: Pick<Runtime, 'stopping'>,
  batch: () => Promise<boolean>,
): Promise<void> {
  for (let more = true; more && !stopping.aborted;) {
    const began = performance.now();
    more = await batch();
    if (more) await pause(performance.now() - began, undefined, { signal: stopping }).catch(() => undefined);
  }
}
