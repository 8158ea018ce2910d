import { setTimeout as sleep } from 'node:timers/promises';
import { connectorError, type ConnectorError } from '@/domain/connectors/connector-error';
import { isLane } from '@/domain/polling/lanes';
import type { TakeTurn } from '@/server/connectors/connector';
import type { Transaction } from '@/server/data/database';
import { listStreamRows } from '@/server/data/integrations/integrations';
import { liveDueAt, writeLane } from '@/server/data/integrations/lanes';
import { databaseNow, handOverAgain } from '@/server/data/integrations/schedule';
import {
  claimStream,
  keepForTest,
  keepLease,
  LeaseLost,
  releaseStream,
  type StreamKey,
} from '@/server/data/integrations/stream-lease';
import { pacedStream } from '@/server/services/collection/paced-stream';
import type { Runtime } from '@/server/services/runtime';

/** Longer than a request may take: a test that dies keeps its stream from the workers no longer than this. */
const LEASE_MS = 40_000;

/** How long a test waits for a stream that a worker reads, and how often it looks. */
const PATIENCE_MS = 15_000;
const LOOK_MS = 100;

/** How long a stream is kept for a test that looked for it last: several looks, and a test that dies delays little. */
const KEEP_MS = 2_000;

/** What a test holds a stream for, in place of a lane. */
export const TEST_LEASE = 'test';

interface Testing {
  readonly accountId: string;
  readonly runtime: Runtime;
  /** Lets those who look see that a test runs. */
  readonly announce: (topic: 'integrations') => void;
  readonly transaction: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
  readonly integrationId: string;
  readonly connector: string;
}

/** The turns of a test of what nobody polls yet: there is nobody to wait for. */
export const ASK_AT_ONCE: TakeTurn = (_stream, ask) => ask();

/**
 * The turns of a test of an integration that workers poll: each request holds the lease of its stream, keeps its pace,
 * and is written down as its newest request, so that no endpoint is asked twice at once or too soon.
 */
export function turnsBesideWorkers(testing: Testing): TakeTurn {
  return async (stream, ask) => {
    const key = { integrationId: testing.integrationId, stream };
    const turn = await waitForTurn(testing, key);
    if (turn === 'free') return ask();
    if (!('fence' in turn)) return { ok: false, error: turn };
    try {
      return await ask();
    } finally {
      await endTurn(testing, key, turn.fence);
    }
  };
}

/** `free`: the integration has no such stream, so nobody polls it. An error says why there was no turn. */
async function waitForTurn(
  testing: Testing,
  key: StreamKey,
): Promise<{ readonly fence: bigint } | ConnectorError | 'free'> {
  const { accountId, transaction } = testing;
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const looked = await transaction((tx) => look(testing, tx, key));
    if (looked === 'free') return looked;
    if (looked !== 'held') {
      const { fence, waitMs, holdMs } = looked;
      if (holdMs > 0) {
        await endTurn(testing, key, fence);
        return connectorError('duo_42901', { retryAfterMs: holdMs });
      }
      await sleep(waitMs);
      testing.announce('integrations');
      const kept = await transaction((tx) => begin(accountId, tx, key, looked));
      if (kept) return { fence };
    }
    if (performance.now() > until) return connectorError('endpoint_busy');
    await sleep(LOOK_MS);
  }
}

interface Held {
  readonly fence: bigint;
  /** PostgreSQL's clock when the request goes out. */
  readonly at: number;
  /** Until the pace allows a request. */
  readonly waitMs: number;
  /** Until the vendor's wish to be left alone is over. */
  readonly holdMs: number;
}

async function look(
  { accountId, runtime, connector }: Testing,
  tx: Transaction,
  key: StreamKey,
): Promise<Held | 'held' | 'free'> {
  const row = (await listStreamRows(accountId, tx, key.integrationId)).find(
    ({ stream }) => stream === key.stream,
  );
  if (row === undefined) return 'free';
  const claimed = await claimStream(accountId, tx, key, {
    owner: `test-${runtime.processName}`,
    leaseMs: LEASE_MS,
    isTest: true,
  });
  if (claimed === null) {
    // Another lane makes room for the live one, and so for the test; the live one ends by itself.
    if (row.leaseLane !== null && isLane(row.leaseLane) && row.leaseLane !== 'live')
      await letLiveBeDue(accountId, tx, key);
    await keepForTest(accountId, tx, key, KEEP_MS);
    return 'held';
  }
  const { fence, pageAt, holdUntil, databaseNow } = claimed;
  const gap = pacedStream(runtime.environment, connector, key.stream)?.minPageGapMs ?? 0;
  const waitMs = pageAt === null ? 0 : Math.min(gap, Math.max(0, pageAt + gap - databaseNow));
  return { fence, at: databaseNow + waitMs, waitMs, holdMs: (holdUntil ?? 0) - databaseNow };
}

async function letLiveBeDue(accountId: string, tx: Transaction, key: StreamKey): Promise<void> {
  const dueAt = await liveDueAt(accountId, tx, key);
  const now = await databaseNow(tx);
  if (dueAt !== null && dueAt > now) await writeLane(accountId, tx, { ...key, lane: 'live' }, { dueAt: now });
}

/** False where a person has steered the stream meanwhile. */
async function begin(accountId: string, tx: Transaction, key: StreamKey, held: Held): Promise<boolean> {
  try {
    await keepLease(accountId, tx, key, held.fence, { lane: TEST_LEASE, pageAt: held.at });
    return true;
  } catch (error) {
    if (error instanceof LeaseLost) return false;
    throw error;
  }
}

async function endTurn({ accountId, transaction }: Testing, key: StreamKey, fence: bigint): Promise<void> {
  await transaction(async (tx) => {
    await releaseStream(accountId, tx, key, fence);
    // A worker that came meanwhile was turned away.
    await handOverAgain(tx, { accountId, ...key });
  });
}
