import { LOOP_CONFIDENCE } from '@/domain/detection/derived/push-harassment';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { NOT_DISMISSED } from './mark-events';

/** A client of somebody that asks again and again by itself: one application, from one address. */
export interface RetryLoop {
  /** Of person, application and address. */
  readonly id: string;
  readonly personId: string;
  readonly personName: string;
  readonly application: string | null;
  readonly ip: string | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** Bursts of refused pushes that count less, as far as nobody has dismissed them; and the pushes in them. */
  readonly bursts: number;
  readonly pushes: number;
}

/** Where the next page begins: after this instant (epoch milliseconds), and after this loop among equals. */
export interface LoopCursor {
  readonly lastAt: number;
  readonly id: string;
}

/** The loop that a burst `e` is of: of person, application and address. */
export const LOOP_ID = Prisma.sql`md5(concat_ws(' ', e."personId", e."facts"->>'application', e."facts"->>'ip'))`;

/** Whether an event `e` is a burst of a loop, which counts less. */
export const IS_DAMPED = Prisma.sql`(e."kind" = 'push_harassment' AND e."facts"->'measured'->>'retryLoop' = 'true'
  AND e."confidence" <= ${LOOP_CONFIDENCE})`;

/** Loops with a burst since an instant (epoch milliseconds). */
function loopsSince(accountId: string, since: number): Prisma.Sql {
  return Prisma.sql`SELECT ${LOOP_ID} AS "id",
      e."personId", e."facts"->>'application' AS "application", e."facts"->>'ip' AS "ip",
      min(e."occurredAt") AS "firstAt", max(e."occurredAt") AS "lastAt", count(*)::int AS "bursts",
      sum((e."facts"->'measured'->>'pushes')::int)::int AS "pushes"
    FROM "identity_event" e
    WHERE e."accountId" = ${accountId}::uuid AND e."retractedAt" IS NULL AND ${IS_DAMPED}
      AND e."occurredAt" >= ${new Date(since)} AND ${NOT_DISMISSED}
    GROUP BY e."personId", e."facts"->>'application', e."facts"->>'ip'`;
}

/** How many loops had a burst since an instant (epoch milliseconds). */
export async function countRetryLoops(accountId: string, tx: Transaction, since: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ loops: number }[]>`
    SELECT count(*)::int AS loops FROM (${loopsSince(accountId, since)}) l`;
  return row?.loops ?? 0;
}

/** Loops with a burst since an instant (epoch milliseconds), the one that was seen last first. */
export async function listRetryLoops(
  accountId: string,
  tx: Transaction,
  since: number,
  { after, limit }: { readonly after: LoopCursor | null; readonly limit: number },
): Promise<RetryLoop[]> {
  const rest =
    after === null
      ? Prisma.sql`true`
      : Prisma.sql`(l."lastAt", l."id") < (${new Date(after.lastAt)}::timestamptz, ${after.id})`;
  return tx.$queryRaw<RetryLoop[]>`
    SELECT l.*, p."name" AS "personName" FROM (${loopsSince(accountId, since)}) l
    JOIN "person" p ON p."accountId" = ${accountId}::uuid AND p."id" = l."personId"
    WHERE ${rest} ORDER BY l."lastAt" DESC, l."id" DESC LIMIT ${limit}`;
}
