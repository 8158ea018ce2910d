import { DAY_MS } from '@/domain/scoring/scored-event';
import type { Transaction } from '@/server/data/database';

/** How many people stood under each mark of posture at the end of each of some UTC days. */
export interface PostureHistory {
  /** The day of the first scores (its start, epoch ms); null where there are none. */
  readonly since: number | null;
  /** Starts of the days, in epoch milliseconds. */
  readonly days: readonly number[];
  /** By mark, a count for each day. */
  readonly counts: ReadonlyMap<string, readonly number[]>;
}

/** The history of posture from one UTC day to another (their starts, epoch ms), both included. */
export async function postureHistory(
  accountId: string,
  tx: Transaction,
  from: number,
  to: number,
): Promise<PostureHistory> {
  // What changed before the first day is one sum; the oldest change is looked up by itself. One of nothing is what
  // people left who are gone: as if they had never been, nothing was known then.
  const rows = await tx.$queryRaw<{ mark: string; day: Date; people: number }[]>`
    SELECT "mark", greatest("day", ${new Date(from)}::timestamptz) AS day, sum("people")::int AS people
    FROM "posture_change" WHERE "accountId" = ${accountId}::uuid AND "day" <= ${new Date(to)} GROUP BY 1, 2`;
  const first = await tx.postureChange.findFirst({
    where: { accountId, people: { not: 0 } },
    orderBy: { day: 'asc' },
    select: { day: true },
  });
  const days = Array.from(
    { length: Math.round((to - from) / DAY_MS) + 1 },
    (_, index) => from + index * DAY_MS,
  );
  const changes = new Map<string, number[]>();
  for (const { mark, day, people } of rows) {
    const own = changes.get(mark) ?? days.map(() => 0);
    const index = Math.round((day.getTime() - from) / DAY_MS);
    own[index] = (own[index] ?? 0) + people;
    changes.set(mark, own);
  }
  const counts = new Map([...changes].map(([mark, own]) => [mark, runningSums(own)] as const));
  return { since: first?.day.getTime() ?? null, days, counts };
}

function runningSums(changes: readonly number[]): number[] {
  let sum = 0;
  return changes.map((change) => (sum += change));
}
