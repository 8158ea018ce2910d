import type { ConnectorStream } from '@/domain/connectors/connector-manifest';
import type { ConnectorCredentials, PollingAdapter } from '@/server/connectors/connector';
import type { Transaction } from '@/server/data/database';
import type { LaneKey } from '@/server/data/integrations/lanes';
import type { Runtime } from '@/server/services/runtime';

/** How long a worker holds a stream without a sign of life; a dead worker's stream is free after it. */
export const LEASE_MS = 6_000;

/** So many deaths at one page, and it is kept whole in quarantine without being read. */
export const MOST_DEATHS = 3;

type Span = { readonly from: number; readonly to: number };

/** What a cycle needs to know, fixed when the stream is claimed. Instants are epoch milliseconds. */
export interface Cycle {
  readonly key: LaneKey;
  readonly manifest: ConnectorStream;
  readonly adapter: PollingAdapter;
  readonly connector: string;
  readonly integrationName: string;
  /** Null where the vault key of this worker does not open them. */
  readonly credentials: ConnectorCredentials | null;
  /** Forward only: nothing from before is imported, but by a backfill, which imports only that. */
  readonly enabledAt: number;
  readonly intervalMs: number;
  /** Class of the error that the stream had before this cycle; null where it was well. */
  readonly errorClass: string | null;
  /** Runs in a row that did not bring the lane on, before this piece. */
  failures: number;
  readonly fence: bigint;
  readonly runId: string;
  window: Span;
  /** All that a re-pull or a backfill is to read: from its beginning, or from behind the last piece that is missing. */
  goal: Span | null;
  readonly cursorBefore: number | null;
  readonly startedAt: number;
  /** When the reading of this window began, which another worker may have done: a sweep has one beginning. */
  readonly sweepStartedAt: number;
  /** When the live lane was due, as last seen: another lane makes room for it. */
  liveDueAt: number | null;
  /** PostgreSQL's clock as it goes on from the claim: what is written of time is by it, whatever the worker's says. */
  readonly databaseClock: () => number;
  /** Hashes of the records of this cycle that could not be read. */
  readonly rejected: Set<string>;
  /** Done when what the pages of this cycle made due for detection is settled. Never rejects. */
  settled: Promise<void>;
  offset: string | null;
  attempts: number;
  pageAt: number | null;
}

/** One cycle that is being polled, with all it needs. */
export interface Polling {
  readonly runtime: Runtime;
  readonly accountId: string;
  readonly transaction: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
  readonly cycle: Cycle;
}

/** Milliseconds from the end of a re-read to the next. */
export function rereadEvery({ key, manifest }: Cycle): number {
  const reread = manifest.rereads.find(({ lane }) => lane === key.lane);
  if (reread === undefined) throw new Error(`The stream ${key.stream} has no lane ${key.lane}.`);
  return reread.everyMs;
}

/** Milliseconds from start to start of live cycles. */
export function liveIntervalMs(manifest: ConnectorStream, intervalSeconds: number): number {
  return Math.max(intervalSeconds * 1_000 * pace(manifest), manifest.minCycleMs);
}

/** 1 in production: where demo and tests shorten the cycle, intervals and waits shorten with it. */
export function pace(manifest: ConnectorStream): number {
  return Math.min(1, manifest.minCycleMs / 60_000);
}

/** Duo refuses a request whose date is further off than minutes: a Date beyond this is not Duo's clock. */
const BELIEVED_OFFSET_MS = 15 * 60_000;

/** The vendor's clock less PostgreSQL's, in milliseconds, where the answer tells it believably. */
export function clockOffsetOf(
  vendorDate: number | null | undefined,
  now: number,
): { clockOffsetMs?: number } {
  if (vendorDate === null || vendorDate === undefined) return {};
  const offset = Math.round(vendorDate - now);
  return Math.abs(offset) > BELIEVED_OFFSET_MS ? {} : { clockOffsetMs: offset };
}
