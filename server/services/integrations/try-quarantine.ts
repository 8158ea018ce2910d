import { z } from 'zod';
import { findStream } from '@/domain/connectors/catalogue';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { removedSchema, triedAgainSchema } from '@/domain/views/quarantine';
import type { ConnectorAdapter, FetchedRecord, RejectedRecord } from '@/server/connectors/connector';
import type { Transaction } from '@/server/data/database';
import { findIntegration, listStreamRows } from '@/server/data/integrations/integrations';
import { listLanes } from '@/server/data/integrations/lanes';
import {
  type QuarantinedRecord,
  removeQuarantined,
  renameReason,
  takeQuarantined,
} from '@/server/data/integrations/quarantine';
import { ensurePartitions } from '@/server/data/signals/signals';
import { auditKeysOf } from '@/server/services/audit/audit-keys';
import { commitPage, type PageToCommit } from '@/server/services/collection/commit-page';
import { defineOperation } from '@/server/services/operation';
import { readCursor, writeCursor } from '@/server/services/page-cursor';
import { quarantineCursorSchema, reasonSchema } from './list-quarantine';
import { steeredIntegration } from './steered-integration';

/** As much as one transaction takes; whoever wants more sends the cursor of the answer. */
const BATCH = { limit: 100, mostBytes: 16 * 1_048_576 } as const;

const choiceSchema = z.object({
  id: integrationIdSchema,
  ids: z.array(z.uuid('ids: this is not the id of a record.')).min(1).max(100).optional(),
  reason: reasonSchema.optional(),
});

/** What became of one record that was read again. */
interface Tried {
  readonly record: QuarantinedRecord;
  readonly records: readonly FetchedRecord[];
  /** Parts of a page that still cannot be read, each on its own. */
  readonly parts: readonly RejectedRecord[];
  /** Null where it could be read. */
  readonly stays: { readonly reason: string; readonly detail: string } | null;
}

/**
 * Reads records in quarantine again, as this version of Parapet reads them: some by id, all of one reason, or all. What
 * is readable now is committed as if it had just arrived, and leaves the quarantine, in one transaction.
 */
export const tryQuarantine = defineOperation({
  name: 'try-quarantine',
  http: { method: 'POST', path: '/api/v1/integrations/:id/quarantine/try' },
  permission: 'integrations:write',
  input: choiceSchema.extend({ cursor: z.string().max(500).optional() }),
  output: triedAgainSchema,
  audit: { entity: 'integration' },
  effect: 'write',
  run: async ({ accountId, tx, runtime, now, audit, announce }, { id, cursor, ...choice }) => {
    // Held, so that nobody deletes it meanwhile: what went in then would never be removed.
    const { integration } = await steeredIntegration(accountId, tx, id);
    const adapter = runtime.adapterOf(integration.connector);
    if (adapter === null) throw Refusal.notFound('integration');
    const after = readCursor(quarantineCursorSchema, cursor);
    const taken = await takeQuarantined(accountId, tx, id, choice, after, BATCH);
    const tried = taken.map((record) => readOne(adapter, record, now));
    // Made before anything is written here: a new partition waits for whoever holds the table.
    await ensurePartitions(
      runtime.database,
      tried.flatMap(({ records }) => records.map(({ occurredAt }) => occurredAt)),
    );
    const streams = await listStreamRows(accountId, tx, id);
    let added = 0;
    let tooOld = 0;
    const gone: string[] = [];
    const stay: { detail: string }[] = [];
    for (const one of tried) {
      const { record, stays } = one;
      if (stays !== null) {
        stay.push(stays);
        await renameReason(accountId, tx, record.id, stays);
        continue;
      }
      const stream = streams.find((row) => row.stream === record.stream);
      const done = await commitTried(accountId, tx, adapter, {
        ...one,
        geography: runtime.geography,
        nameKeys: () => auditKeysOf(runtime),
        integrationId: id,
        enabledAt: stream?.enabledAt.getTime() ?? integration.enabledAt.getTime(),
        now,
      });
      added += done.added;
      if (done.imported) gone.push(record.id);
      else tooOld += 1;
    }
    if (gone.length > 0) {
      await removeQuarantined(accountId, tx, id, { ids: gone });
      announce('runs', 'integrations', 'events', 'people');
    }
    const last = taken.at(-1);
    const answer = { read: gone.length, added, tooOld, unreadable: stay.length };
    if (taken.length > 0)
      audit({
        entityId: id,
        after: { tried: taken.length, ...(choice.reason && { reason: choice.reason }), ...answer },
      });
    return {
      ...answer,
      detail: stay[0]?.detail ?? null,
      nextCursor:
        last === undefined || choice.ids !== undefined
          ? null
          : writeCursor({ firstSeenAt: last.firstSeenAt.getTime(), id: last.id }),
    };
  },
});

function readOne(adapter: ConnectorAdapter, record: QuarantinedRecord, now: number): Tried {
  const { stream, reason, bytes } = record;
  if (findStream(adapter.id, stream) === undefined) {
    const detail = `This version of Parapet has no stream ${stream}.`;
    return { record, records: [], parts: [], stays: { reason, detail } };
  }
  const { records, rejected } = adapter.readAgain(stream, bytes, now);
  const [only] = rejected;
  // What is refused as a whole stays; a page of which parts can be told apart does not.
  const stays = records.length === 0 && rejected.length === 1 && only?.bytes.equals(bytes) ? only : null;
  return { record, records, parts: stays === null ? rejected : [], stays };
}

/** Commits what was read; history only where a member has asked for history. */
async function commitTried(
  accountId: string,
  tx: Transaction,
  adapter: ConnectorAdapter,
  tried: Tried & Pick<PageToCommit, 'integrationId' | 'enabledAt' | 'now' | 'geography' | 'nameKeys'>,
): Promise<{ added: number; imported: boolean }> {
  const { integrationId, enabledAt, now, record, geography, nameKeys } = tried;
  const { stream } = record;
  const older = tried.records.filter(({ concernsAt }) => concernsAt < enabledAt);
  const lanes = older.length === 0 ? [] : await listLanes(accountId, tx, { integrationId, stream });
  const history = lanes.some(
    ({ lane, goal, watermark }) => lane === 'backfill' && (goal ?? watermark) !== null,
  );
  if (older.length > 0 && older.length === tried.records.length && !history && tried.parts.length === 0)
    return { added: 0, imported: false };
  let added = 0;
  for (const backfill of history ? [false, true] : [false]) {
    const { figures } = await commitPage(accountId, tx, {
      integrationId,
      stream,
      page: { records: tried.records, rejected: backfill ? [] : tried.parts, requests: 0 },
      enabledAt,
      backfill,
      // An old form of a record never takes the place of a newer one.
      mutable: false,
      sweepStartedAt: now,
      now,
      readStored: (text, occurredAt) => adapter.readStored(stream, text, occurredAt),
      geography,
      nameKeys,
    });
    added += figures.added;
  }
  return { added, imported: true };
}

/** Removes records from quarantine for good: some by id, all of one reason, or all. */
export const removeFromQuarantine = defineOperation({
  name: 'remove-from-quarantine',
  http: { method: 'POST', path: '/api/v1/integrations/:id/quarantine/remove' },
  permission: 'integrations:write',
  stepUp: 'What is removed does not come back.',
  byToken: 'allowed',
  input: choiceSchema,
  output: removedSchema,
  audit: { entity: 'integration' },
  effect: 'write',
  run: async ({ accountId, tx, audit, announce }, { id, ...choice }) => {
    if ((await findIntegration(accountId, tx, id)) === null) throw Refusal.notFound('integration');
    const removed = await removeQuarantined(accountId, tx, id, choice);
    if (removed.length > 0) {
      audit({ entityId: id, before: { quarantined: removed } });
      announce('integrations');
    }
    return { removed };
  },
});
