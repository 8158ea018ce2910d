import type { ConnectorStream } from '@/domain/connectors/connector-manifest';
import type { Lane } from '@/domain/polling/lanes';

const DAY_MS = 24 * 60 * 60_000;

/** A lane as a stream begins with it. `dueAt` null: it has nothing to do until it is asked. Epoch milliseconds. */
interface FirstLane {
  readonly lane: Lane;
  readonly dueAt: number | null;
  readonly goal?: { readonly from: number; readonly to: number };
}

/**
 * The lanes that a stream begins with when it is switched on at `now`: the live one is due at once, each re-read when
 * there is something to read again, a backfill where `backfillDays` asks for the days before `enabledAt`. It is cut to
 * what the vendor keeps when it is read, so that what is cut off is named. Nothing is polled of a stream whose records are sent to us, so it has none.
 */
export function firstLanes(
  stream: Pick<ConnectorStream, 'holds' | 'paging' | 'rereads'>,
  start: { readonly now: number; readonly enabledAt: number; readonly backfillDays: number },
): readonly FirstLane[] {
  if (stream.paging === 'inbound') return [];
  const rereads = stream.rereads.map(({ lane, everyMs }) => ({ lane, dueAt: start.now + everyMs }));
  return [
    { lane: 'live', dueAt: start.now },
    ...rereads,
    ...(stream.holds === 'records' ? [{ lane: 'repull' as const, dueAt: null }, backfillLane(start)] : []),
  ];
}

function backfillLane({
  now,
  enabledAt,
  backfillDays,
}: {
  readonly now: number;
  readonly enabledAt: number;
  readonly backfillDays: number;
}): FirstLane {
  if (backfillDays === 0) return { lane: 'backfill', dueAt: null };
  return {
    lane: 'backfill',
    dueAt: now,
    goal: { from: enabledAt - backfillDays * DAY_MS, to: enabledAt },
  };
}
