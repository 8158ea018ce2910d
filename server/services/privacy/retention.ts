import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import {
  type Retention,
  RETENTION,
  RETENTION_KINDS,
  retentionCutoff,
  type RetentionKind,
} from '@/domain/retention';
import { type RetentionLoss, retentionLossSchema, retentionViewSchema } from '@/domain/views/retention';
import type { Transaction } from '@/server/data/database';
import { countOldEvents, type OldEvents } from '@/server/data/privacy/old-events';
import {
  countOlder,
  oldestOf,
  putRetention,
  removeOlder,
  retentionOf,
} from '@/server/data/privacy/retention';
import { actorMay, nameOf } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { eventsKept, removeFadedEvents } from './remove-old-events';

/** So many rows a transaction: a second of work at most, so that nobody who polls waits long. */
const BATCH = 5_000;

function bounded(days: z.ZodNumber | z.ZodCoercedNumber, kind: RetentionKind) {
  const { least, most } = RETENTION[kind];
  const message = messageOf(kind);
  return days.int(message).min(least, message).max(most, message).nullable();
}

function messageOf(kind: RetentionKind): string {
  const { least, most } = RETENTION[kind];
  return `${kind}: give whole days from ${least} to ${most}, or nothing to keep everything.`;
}

const daysSchema = (kind: RetentionKind) => bounded(z.number({ error: messageOf(kind) }), kind);
/** As a query has it: what is left out is kept. */
const askedSchema = (kind: RetentionKind) =>
  bounded(z.coerce.number({ error: messageOf(kind) }), kind).default(null);

const wishSchema = z.object({
  records: daysSchema('records'),
  runs: daysSchema('runs'),
  quarantine: daysSchema('quarantine'),
  directory: daysSchema('directory'),
  events: daysSchema('events'),
  notifications: daysSchema('notifications'),
  audit: daysSchema('audit'),
  baselines: daysSchema('baselines'),
});

/** How long the account keeps what, and the oldest of each kind that is here. */
export const getRetention = defineOperation({
  name: 'get-retention',
  http: { method: 'GET', path: '/api/v1/retention' },
  permission: { anyMember: 'Whoever looks at data may know how long it is kept.' },
  input: z.object({}),
  output: retentionViewSchema,
  audit: { none: 'It reads a setting.' },
  effect: 'read',
  async run({ actor, accountId, tx }) {
    const { days, setAt, setByName } = await retentionOf(accountId, tx);
    const oldest = async (kind: RetentionKind) => {
      const at = await oldestOf(accountId, tx, kind);
      return at === null ? null : new Date(at).toISOString();
    };
    return {
      days,
      set: setAt === null || setByName === null ? null : { at: new Date(setAt).toISOString(), by: setByName },
      oldest: {
        records: await oldest('records'),
        runs: await oldest('runs'),
        quarantine: await oldest('quarantine'),
        directory: await oldest('directory'),
        events: await oldest('events'),
        notifications: await oldest('notifications'),
        audit: await oldest('audit'),
        baselines: await oldest('baselines'),
      },
      leastEventDays: (await eventsKept(accountId, tx)).least,
      mayChange: actorMay(actor, 'privacy:write'),
    };
  },
});

/** How many of each kind would be removed now by other settings. Nothing is changed. */
export const previewRetention = defineOperation({
  name: 'preview-retention',
  http: { method: 'GET', path: '/api/v1/retention/preview' },
  permission: 'privacy:write',
  input: z.object({
    records: askedSchema('records'),
    runs: askedSchema('runs'),
    quarantine: askedSchema('quarantine'),
    directory: askedSchema('directory'),
    events: askedSchema('events'),
    notifications: askedSchema('notifications'),
    audit: askedSchema('audit'),
    baselines: askedSchema('baselines'),
  }),
  output: retentionLossSchema,
  audit: { none: 'It counts.' },
  effect: 'read',
  run: ({ accountId, tx, now }, wish) => lossOf(accountId, tx, wish, now),
});

/** Sets how long the account keeps what. Where something would be removed, whoever sets it has to have been told how many. */
export const setRetention = defineOperation({
  name: 'set-retention',
  http: { method: 'POST', path: '/api/v1/retention' },
  permission: 'privacy:write',
  stepUp: 'What it removes does not come back.',
  input: wishSchema.extend({
    /** What the preview counted has been read. */
    confirmed: z.boolean('confirmed: true, once what is lost has been read.').default(false),
  }),
  output: retentionLossSchema,
  audit: { entity: 'retention' },
  effect: 'write',
  async run({ actor, accountId, tx, now, audit, announce }, { confirmed, ...days }) {
    const before = await retentionOf(accountId, tx);
    const loss = await lossOf(accountId, tx, days, now);
    const counts = RETENTION_KINDS.filter((kind) => loss[kind] > 0);
    if (counts.length > 0 && !confirmed)
      throw Refusal.conflict(
        'confirmed',
        `This removes ${counts.map((kind) => `${RETENTION[kind].label.toLowerCase()}: ${loss[kind]}${kind === 'events' ? withEvents(loss) : ''}`).join(', ')}. They do not come back. Confirm it, or keep them longer.`,
      );
    await putRetention(accountId, tx, days, { at: now, byName: nameOf(actor) });
    audit({ entityId: null, before: before.days, after: { ...days, removes: loss } });
    announce('members');
    return loss;
  },
});

/** One batch of what is kept no longer, oldest first. */
export const removeExpired = defineOperation({
  name: 'remove-expired',
  http: 'internal',
  permission: 'privacy:write',
  input: z.object({}),
  output: z.object({ removed: z.number().int() }),
  audit: { none: 'Who set how long what is kept stands in the log; housekeeping follows it.' },
  effect: 'write',
  async run({ accountId, tx, now }) {
    const { days } = await retentionOf(accountId, tx);
    for (const kind of RETENTION_KINDS) {
      const kept = days[kind];
      // The audit log goes by an operation of its own, which writes an entry.
      if (kept === null || kind === 'audit') continue;
      const removed =
        kind === 'events'
          ? await removeFadedEvents(accountId, tx, { days: kept, now, limit: BATCH })
          : await removeOlder(accountId, tx, kind, retentionCutoff(kept, now), BATCH);
      if (removed > 0) return { removed };
    }
    return { removed: 0 };
  },
});

async function lossOf(
  accountId: string,
  tx: Transaction,
  days: Retention,
  now: number,
): Promise<RetentionLoss> {
  const count = (kind: Exclude<RetentionKind, 'events'>) => {
    const kept = days[kind];
    return kept === null ? 0 : countOlder(accountId, tx, kind, retentionCutoff(kept, now));
  };
  return {
    records: await count('records'),
    ...(await eventLoss(accountId, tx, days.events, now)),
    baselines: await count('baselines'),
    runs: await count('runs'),
    quarantine: await count('quarantine'),
    directory: await count('directory'),
    notifications: await count('notifications'),
    audit: await count('audit'),
  };
}

/** @throws Refusal for fewer days than scores and charts are reckoned from */
async function eventLoss(
  accountId: string,
  tx: Transaction,
  days: number | null,
  now: number,
): Promise<OldEvents> {
  if (days === null) return { events: 0, evidence: 0, decisions: 0, campaigns: 0 };
  const { least, policy } = await eventsKept(accountId, tx);
  if (days < least)
    throw Refusal.invalid(
      'events',
      `events: give at least ${least} days: with a half-life of ${policy.halfLifeDays} days, scores of the longest chart and baselines are reckoned from events as old as that.`,
    );
  return countOldEvents(accountId, tx, retentionCutoff(days, now));
}

function withEvents({ evidence, decisions, campaigns }: RetentionLoss): string {
  return ` (with records they rest on: ${evidence}, decisions: ${decisions}, campaigns: ${campaigns})`;
}
