/**
 * The ways in which one stream is read, each with a cursor of its own. They share one lease and one pace-keeper, so
 * that an endpoint is never asked twice at once; an earlier one goes first, between two pages.
 */
export const LANES = ['live', 'repull', 'reread_short', 'reread_long', 'backfill'] as const;
export type Lane = (typeof LANES)[number];

export const LANE_LABELS: Readonly<Record<Lane, string>> = {
  live: 'Live',
  repull: 'Re-pull',
  reread_short: 'Re-read, short',
  reread_long: 'Re-read, long',
  backfill: 'Backfill',
};

/** Whether a text (from the database, say) names a lane. */
export function isLane(text: string): text is Lane {
  return LANES.some((lane) => lane === text);
}

/** What is known of a lane when the next one is chosen. `dueAt` null: it has nothing to do. */
export interface LaneDue {
  readonly lane: Lane;
  readonly dueAt: number | null;
}

/**
 * Which lane is served at `now` (epoch milliseconds): the first that is due, or none. While the vendor refuses the
 * stream (`liveOnly`), only the live lane asks whether it still does.
 */
export function chooseLane(lanes: readonly LaneDue[], now: number, liveOnly: boolean): Lane | null {
  for (const lane of LANES) {
    if (liveOnly && lane !== 'live') return null;
    const dueAt = lanes.find((candidate) => candidate.lane === lane)?.dueAt ?? null;
    if (dueAt !== null && dueAt <= now) return lane;
  }
  return null;
}

type Span = { readonly from: number; readonly to: number };

/** How long a piece of a re-pull or a backfill is: after each the cursor stands, whatever becomes of the next. */
export const PIECE_MS = 24 * 60 * 60_000;

/** The next piece of a stretch that is read in pieces; null when all of it has been read. Epoch milliseconds. */
export function nextPiece(goal: Span, watermark: number | null): { from: number; to: number } | null {
  const from = Math.max(goal.from, watermark ?? goal.from);
  return from >= goal.to ? null : { from, to: Math.min(from + PIECE_MS, goal.to) };
}

/**
 * What of a stretch can still be read (`rest`), where the vendor keeps nothing from before `oldestKept`; and what of it
 * has grown too old without having been read (`lost`). Epoch milliseconds; null where there is none.
 */
export function cutStretch(
  goal: Span,
  watermark: number | null,
  oldestKept: number,
): { readonly rest: Span | null; readonly lost: Span | null } {
  const from = Math.max(goal.from, watermark ?? goal.from);
  if (from >= Math.min(oldestKept, goal.to)) return { rest: goal, lost: null };
  const cut = Math.min(oldestKept, goal.to);
  return { rest: restOf(goal, cut), lost: { from, to: cut } };
}

/** What of a stretch lies behind an instant; null where nothing does. */
export function restOf(goal: Span, from: number): Span | null {
  return from < goal.to ? { from: Math.max(goal.from, from), to: goal.to } : null;
}

/**
 * The window of a re-read: the last `spanMs` up to what the live lane has read, never before `notBefore`. Null while
 * there is nothing to read again.
 */
export function rereadWindow(
  liveWatermark: number | null,
  spanMs: number,
  notBefore: number,
): { from: number; to: number } | null {
  if (liveWatermark === null) return null;
  const from = Math.max(notBefore, liveWatermark - spanMs);
  return from >= liveWatermark ? null : { from, to: liveWatermark };
}
