import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { CONNECTORS } from '@/domain/connectors/catalogue';
import { accountIdSchema, integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import type { ConnectorCredentials, InboundAdapter, InboundResult } from '@/server/connectors/connector';
import {
  forgetDeliveries,
  holdInboundStream,
  keepAnswer,
  takeDelivery,
  takeSigned,
} from '@/server/data/integrations/inbound-deliveries';
import { findIntegration, markStreamDone, openCredentials } from '@/server/data/integrations/integrations';
import { addPage, beginRun, endRun } from '@/server/data/integrations/runs';
import { ensurePartitions } from '@/server/data/signals/signals';
import { boundedLog } from '@/server/platform/bounded-log';
import type { LiveTopic } from '@/domain/live-topics';
import { TokenBuckets } from '@/server/platform/token-bucket';
import { auditKeysOf } from '@/server/services/audit/audit-keys';
import { readAssessment } from '@/server/services/detection/read-assessment';
import { defineOperation } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { commitPage } from './commit-page';

/** Deliveries of one integration: so many at once, and then two a second. Each process counts for itself. */
const deliveries = new TokenBuckets(120, 500);

/** When to come again after a pause, which ends when somebody says so. */
const PAUSE_SECONDS = 300;

/** A key is remembered for a day beyond the ten minutes in which one signature is good. */
const REMEMBERED_MS = 24 * 3_600_000 + 600_000;

/**
 * Records that an integration has in quarantine until no more are put there: enough to see what a sender does wrong. Whoever
 * has the secret would fill the database otherwise. The sender is told of each all the same.
 */
const MOST_QUARANTINED = 5_000;

const answerSchema = z.object({
  /** Events that are new, and stored. */
  accepted: z.number().int(),
  /** Events whose id was here already. */
  duplicate: z.number().int(),
  /** Events from before the integration was enabled: nothing older is imported. */
  ignored: z.number().int(),
  /** Events that could not be read; each is kept in quarantine, while there are not too many. */
  rejected: z.array(z.object({ index: z.number().int(), field: z.string(), message: z.string() })),
});
type DeliveryAnswer = z.infer<typeof answerSchema>;

/**
 * Takes what another system sends to an inbound integration: checked and read by its connector, committed exactly once
 * with its run and its answer, in one transaction. The same delivery again is answered as before and does nothing.
 */
export const receiveDelivery = defineOperation({
  name: 'receive-delivery',
  http: { method: 'POST', path: '/api/inbound/:accountId/:integrationId' },
  permission: { public: 'The sender is no member: it proves itself by a signature over each delivery.' },
  input: z.object({
    accountId: z.string(),
    integrationId: z.string(),
    /** By lower-case name. */
    headers: z.record(z.string(), z.string()),
    /** The body as it came, in base64. */
    body: z.base64(),
  }),
  output: answerSchema,
  audit: { none: 'Each delivery leaves a run; what it changed stands with its events.' },
  effect: 'external',
  run: async ({ runtime, now }, { headers, ...input }) => {
    const body = Buffer.from(input.body, 'base64');
    const door = await findDoor(runtime, input.accountId, input.integrationId);
    const adapter = door?.adapter ?? anyInboundAdapter(runtime);
    const credentials = door?.credentials ?? {};
    const read = adapter?.receive({ credentials, headers, body, now });
    if (door === null || read === undefined) throw nothingHere();
    refuseUnread(runtime, door, read);
    deliveries.take(door.integrationId, now);
    return runtime.inPageSlot(() => commitDelivery(runtime, door, read, body, now));
  },
});

/** Where a delivery goes in. */
interface Door {
  readonly accountId: string;
  readonly integrationId: string;
  readonly name: string;
  readonly state: 'enabled' | 'paused';
  readonly adapter: InboundAdapter;
  readonly credentials: ConnectorCredentials;
}

/** The integration that is named, where it exists and may be delivered to; null otherwise, whatever the reason. */
async function findDoor(
  runtime: Runtime,
  givenAccount: string,
  givenIntegration: string,
): Promise<Door | null> {
  const account = accountIdSchema.safeParse(givenAccount);
  const integrationId = integrationIdSchema.safeParse(givenIntegration);
  if (!account.success || !integrationId.success) return null;
  const accountId = account.data;
  const id = integrationId.data;
  return runtime.database.inAccount(accountId, async (tx) => {
    const integration = await findIntegration(accountId, tx, id);
    const adapter = integration === null ? null : runtime.adapterOf(integration.connector);
    if (integration === null || adapter?.delivery !== 'inbound') return null;
    const { name, state } = integration;
    if (state !== 'enabled' && state !== 'paused') return null;
    const opened = await openCredentials(accountId, tx, runtime.vault, id, runtime.processName);
    if (!opened.ok) {
      throw new Refusal(
        'unavailable',
        'The secret of this address cannot be opened at present. Keep the delivery and send it again later.',
        [],
        PAUSE_SECONDS,
      );
    }
    return { accountId, integrationId: id, name, state, adapter, credentials: opened.credentials };
  });
}

/** For work as long where there is nothing: without credentials no signature is right. */
function anyInboundAdapter(runtime: Runtime): InboundAdapter | null {
  const adapters = CONNECTORS.map(({ id }) => runtime.adapterOf(id));
  return adapters.find((adapter): adapter is InboundAdapter => adapter?.delivery === 'inbound') ?? null;
}

function nothingHere(): Refusal {
  return new Refusal('not_found', 'There is nothing at this address. Check its spelling.');
}

function pausedRefusal(): Refusal {
  return new Refusal(
    'unavailable',
    'This integration is paused. Keep the delivery and send it again later.',
    [],
    PAUSE_SECONDS,
  );
}

/** Throws a Refusal for what may not go in. Who has not proven to know the secret learns nothing of a pause. */
function refuseUnread(
  runtime: Runtime,
  { state, name, adapter, integrationId }: Door,
  read: InboundResult,
): asserts read is Extract<InboundResult, { ok: true }> {
  const proven = read.ok || read.proven;
  if (state === 'paused') throw proven ? pausedRefusal() : nothingHere();
  if (read.ok) return;
  const { field, message } = read;
  boundedLog(runtime.log).note(
    {
      ...{ message: `${adapter.id}: a delivery was refused`, key: `${integrationId} ${field}` },
      fields: { integration: name, integrationId, field },
    },
    runtime.now(),
  );
  throw new Refusal(proven ? 'invalid_input' : 'unproven', message, [{ field, message }]);
}

async function commitDelivery(
  runtime: Runtime,
  { accountId, integrationId, name, adapter }: Door,
  read: Extract<InboundResult, { ok: true }>,
  body: Buffer,
  now: number,
): Promise<DeliveryAnswer> {
  const { stream, deliveryKey, signed, records, rejected } = read;
  const key = { integrationId, stream };
  const bodyHash = createHash('sha256').update(body).digest();
  await ensurePartitions(
    runtime.database,
    records.map(({ occurredAt }) => occurredAt),
  );
  const topics: LiveTopic[] = ['events', 'people', 'integrations', 'runs'];
  const said = { accountId, topics };
  const { answer, isNew } = await runtime.database.inAccount(accountId, async (tx) => {
    const held = await holdInboundStream(accountId, tx, key);
    // Somebody may have paused or deleted it since the signature was checked.
    const state = (await findIntegration(accountId, tx, integrationId))?.state;
    if (state === 'paused') throw pausedRefusal();
    if (held === null || state !== 'enabled') throw nothingHere();
    if (!(await takeSigned(accountId, tx, { integrationId, deliveryKey, signed }, now))) throw sentBefore();
    const taken = await takeDelivery(accountId, tx, { ...key, deliveryKey, bodyHash }, now);
    if (taken.kind === 'known') {
      if (!taken.sameBody) throw keyTaken();
      return { answer: answerSchema.parse(taken.answer), isNew: false };
    }
    const runId = randomUUID();
    await beginRun(accountId, tx, {
      id: runId,
      ...key,
      lane: 'live',
      trigger: 'delivery',
      worker: runtime.processName,
      startedAt: now,
      cursorBefore: null,
    });
    const kept = rejected.slice(0, Math.max(0, MOST_QUARANTINED - held.quarantined));
    const { figures } = await commitPage(accountId, tx, {
      ...key,
      page: { records, rejected: kept, requests: 1 },
      enabledAt: held.enabledAt,
      backfill: false,
      mutable: false,
      sweepStartedAt: now,
      now,
      readStored: (text, occurredAt) => readAssessment(runtime, text, occurredAt),
      geography: runtime.geography,
      nameKeys: () => auditKeysOf(runtime),
    });
    const wanted = records.filter(({ concernsAt }) => concernsAt >= held.enabledAt).length;
    const done: DeliveryAnswer = {
      accepted: figures.added,
      duplicate: wanted - figures.added,
      ignored: records.length - wanted,
      rejected: rejected.map(({ index, field, detail }) => ({ index, field, message: detail })),
    };
    const note = noteOf(done, rejected.length - kept.length);
    await addPage(accountId, tx, runId, { ...figures, ...(note === null ? {} : { note }) });
    await endRun(accountId, tx, runId, { at: runtime.now(), result: 'done', cursorAfter: null });
    await markStreamDone(accountId, tx, key, { at: now, completeUntil: null, fetched: figures.fetched });
    await keepAnswer(accountId, tx, { integrationId, deliveryKey }, done);
    await runtime.live.withinCommit(tx, said);
    return { answer: done, isNew: true };
  });
  if (isNew) await runtime.live.afterCommit(said);
  const { accepted, duplicate, ignored, rejected: refused } = answer;
  runtime.log.info(
    {
      integration: name,
      stream,
      new: accepted,
      duplicate,
      ignored,
      quarantined: refused.length,
      again: !isNew,
    },
    `${adapter.id}: received ${records.length + rejected.length} events`,
  );
  return answer;
}

function keyTaken(): Refusal {
  return Refusal.conflict(
    'deliveryKey',
    'A delivery with this key and another body was taken before. Give each delivery a key of its own.',
  );
}

function sentBefore(): Refusal {
  return Refusal.conflict(
    'deliveryKey',
    'What was signed here was taken before under another key. Sign each delivery with a fresh time, and send an attempt again under its own key.',
  );
}

function noteOf({ ignored }: DeliveryAnswer, notKept: number): string | null {
  const said: string[] = [];
  if (ignored > 0)
    said.push(`${eventsOf(ignored)} occurred before the integration was enabled, and were left out.`);
  if (notKept > 0)
    said.push(
      `${eventsOf(notKept)} could not be read and ${notKept === 1 ? 'was' : 'were'} not kept: quarantine has ${MOST_QUARANTINED} already. Remove those, or try them again.`,
    );
  return said.length === 0 ? null : said.join(' ');
}

function eventsOf(count: number): string {
  return count === 1 ? '1 event' : `${count} events`;
}

/** Forgets the keys of deliveries that nobody can send again. Returns how many. */
export async function forgetOldDeliveries(runtime: Runtime, accountId: string): Promise<number> {
  const before = runtime.now() - REMEMBERED_MS;
  return runtime.database.inAccount(accountId, (tx) => forgetDeliveries(accountId, tx, before));
}
