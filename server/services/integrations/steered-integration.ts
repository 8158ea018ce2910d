import { findConnector } from '@/domain/connectors/catalogue';
import type { ConnectorManifest, ConnectorStream } from '@/domain/connectors/connector-manifest';
import type { GapCause } from '@/domain/feed-gap';
import { firstLanes } from '@/domain/polling/first-lanes';
import { Refusal } from '@/domain/refusal';
import type { Transaction } from '@/server/data/database';
import { insertGap } from '@/server/data/integrations/gaps';
import { holdIntegration, listStreamRows } from '@/server/data/integrations/integrations';
import { listLanes, writeLane } from '@/server/data/integrations/lanes';
import { scheduleStream } from '@/server/data/integrations/schedule';
import { restartStream } from '@/server/data/integrations/streams';
import { pacedStream } from '@/server/services/collection/paced-stream';
import type { Runtime } from '@/server/services/runtime';

export type IntegrationRow = NonNullable<Awaited<ReturnType<typeof holdIntegration>>>;
export type StreamRow = Awaited<ReturnType<typeof listStreamRows>>[number];

/** An integration that a person steers, held until the transaction ends. Throws a Refusal where there is none. */
export async function steeredIntegration(
  accountId: string,
  tx: Transaction,
  id: string,
): Promise<{ integration: IntegrationRow; manifest: ConnectorManifest; streams: StreamRow[] }> {
  const integration = await holdIntegration(accountId, tx, id);
  const manifest = integration === null ? undefined : findConnector(integration.connector);
  if (integration === null || manifest === undefined) throw Refusal.notFound('integration');
  if (integration.state === 'purging') {
    throw new Refusal(
      'conflict',
      'This integration is being removed with all that came from it. Nothing about it can be changed any more.',
    );
  }
  return { integration, manifest, streams: await listStreamRows(accountId, tx, id) };
}

/** One stream of an integration that a person steers. Throws a Refusal where there is none. */
export async function steeredStream(
  accountId: string,
  tx: Transaction,
  id: string,
  stream: string,
): Promise<{
  integration: IntegrationRow;
  manifest: ConnectorManifest;
  row: StreamRow;
  facts: ConnectorStream;
}> {
  const { integration, manifest, streams } = await steeredIntegration(accountId, tx, id);
  const row = streams.find((candidate) => candidate.stream === stream);
  const facts = manifest.streams.find((candidate) => candidate.id === stream);
  if (row === undefined || facts === undefined) throw Refusal.notFound('stream');
  return { integration, manifest, row, facts };
}

/** Refuses where nothing is polled, with what to do about it. */
export function refuseUnlessEnabled({ state }: Pick<IntegrationRow, 'state'>, then: string): void {
  if (state === 'enabled') return;
  throw new Refusal(
    'conflict',
    state === 'paused'
      ? `This integration is paused. Resume it first; ${then}.`
      : `This integration is disabled. Enable it first; ${then}.`,
  );
}

/**
 * Makes the live lanes of streams due as soon as a minute has passed since their last cycle began, and the vendor's
 * wish to be left alone is over. Streams that are off stay so. Returns the longest wait in ms.
 */
export async function wakeStreams(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  { id, connector }: Pick<IntegrationRow, 'id' | 'connector'>,
  streams: readonly StreamRow[],
  trigger: 'manual' | 'schedule',
  at: number,
): Promise<number> {
  let longest = 0;
  for (const { stream, enabled, holdUntil } of streams) {
    const key = { integrationId: id, stream };
    const live = (await listLanes(accountId, tx, key)).find(({ lane }) => lane === 'live');
    if (!enabled || live === undefined) continue;
    await writeLane(accountId, tx, { ...key, lane: 'live' }, { dueAt: at, trigger });
    await scheduleStream(tx, { accountId, ...key });
    const paced = pacedStream(runtime.environment, connector, stream);
    const ready = live.window === null ? (live.cycleAt ?? 0) + (paced?.minCycleMs ?? 0) : 0;
    longest = Math.max(longest, ready - at, (holdUntil?.getTime() ?? 0) - at);
  }
  return longest;
}

/**
 * Lets streams begin anew at `at`: what happened since each was last complete is never read, and stands in the ledger
 * of gaps with its cause; null where nobody wanted it. Epoch milliseconds.
 */
export async function beginAnew(
  accountId: string,
  tx: Transaction,
  { integration, manifest }: { integration: IntegrationRow; manifest: ConnectorManifest },
  streams: readonly StreamRow[],
  cause: GapCause | null,
  at: number,
): Promise<void> {
  for (const row of streams) {
    const facts = manifest.streams.find(({ id }) => id === row.stream);
    if (facts === undefined) continue;
    const key = { integrationId: integration.id, stream: row.stream };
    const from = unreadSince(integration, facts, row);
    if (cause !== null && from !== null && from < at)
      await insertGap(accountId, tx, key, { from, to: at, cause }, at);
    await restartStream(
      accountId,
      tx,
      key,
      firstLanes(facts, { now: at, enabledAt: at, backfillDays: 0 }),
      at,
    );
    if (cause === null) await stretchBackfill(accountId, tx, key, at);
  }
}

/** History that was wanted of a stream before it began reaches to where it begins, or the time between is nowhere. */
async function stretchBackfill(
  accountId: string,
  tx: Transaction,
  key: { readonly integrationId: string; readonly stream: string },
  to: number,
): Promise<void> {
  const lane = (await listLanes(accountId, tx, key)).find((candidate) => candidate.lane === 'backfill');
  if (lane === undefined || lane.goal === null) return;
  await writeLane(accountId, tx, { ...key, lane: 'backfill' }, { goal: { from: lane.goal.from, to } });
}

/** Since when nothing of a stream has been read; null where there is nothing to miss. */
export function unreadSince(
  integration: Pick<IntegrationRow, 'stateChangedAt'>,
  facts: Pick<ConnectorStream, 'holds' | 'paging'>,
  row: Pick<StreamRow, 'completeUntil' | 'enabledAt'>,
): number | null {
  if (facts.holds !== 'records') return null;
  // What is sent to us is missed from when it was refused on.
  if (facts.paging === 'inbound') return integration.stateChangedAt?.getTime() ?? null;
  return (row.completeUntil ?? row.enabledAt).getTime();
}
