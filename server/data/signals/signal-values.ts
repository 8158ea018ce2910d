import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import type { StreamKey } from '@/server/data/integrations/stream-lease';
import { streamNumber } from './signals';

/** Columns of a signal whose values are few, so that they are kept beside the signals. */
export const VALUE_COLUMNS = [
  'result',
  'reason',
  'factor',
  'application',
  'country',
  'action',
  'actor',
] as const;
export type ValueColumn = (typeof VALUE_COLUMNS)[number];

/** Longer ones are in their record alone: an index entry has a bound. */
const LONGEST = 200;
const DAY_MS = 86_400_000;

type Counted = Readonly<Record<ValueColumn, string | null>> & { readonly occurredAt: number };

/**
 * Adds what these signals say to the values that searches look words up in. A record that takes the place of an older
 * form of itself counts again: the figures are estimates, never shown.
 */
export async function countSignalValues(
  accountId: string,
  tx: Transaction,
  { integrationId, stream }: StreamKey,
  signals: readonly Counted[],
): Promise<void> {
  const counts = new Map<string, { field: string; value: string; day: number; signals: number }>();
  const count = (field: string, value: string, day: number): void => {
    const key = JSON.stringify([field, value, day]);
    const counted = counts.get(key);
    if (counted === undefined) counts.set(key, { field, value, day, signals: 1 });
    else counted.signals += 1;
  };
  for (const signal of signals) {
    const day = Math.floor(signal.occurredAt / DAY_MS);
    count('all', '', day);
    for (const column of VALUE_COLUMNS) {
      const value = signal[column];
      if (value !== null && value.length <= LONGEST) count(column, value, day);
    }
  }
  if (counts.size === 0) return;
  await tx.$executeRaw`
    INSERT INTO "signal_value" ("accountId", "field", "value", "day", "integrationId", "stream", "signals")
    SELECT ${accountId}::uuid, r."field", r."value", r."day", ${integrationId}::uuid, ${streamNumber(stream)}::smallint,
      r."signals"
    FROM jsonb_to_recordset(${JSON.stringify([...counts.values()])}::jsonb)
      AS r("field" text, "value" text, "day" int, "signals" int)
    ORDER BY r."field", r."value", r."day"
    ON CONFLICT ("accountId", "field", "value", "day", "integrationId", "stream")
      DO UPDATE SET "signals" = "signal_value"."signals" + excluded."signals"`;
}

/** One value as signals spell it. */
export interface KnownValue {
  readonly field: ValueColumn;
  readonly value: string;
  readonly signals: number;
}

/**
 * Values that match a pattern, of one field or of any, the most frequent first. The pattern is one of ILIKE: whole, any
 * case.
 */
export async function valuesLike(
  accountId: string,
  tx: Transaction,
  fields: readonly ValueColumn[],
  pattern: string,
  limit: number,
): Promise<KnownValue[]> {
  return tx.$queryRaw<KnownValue[]>`
    SELECT "field", "value", sum("signals")::float8 AS signals FROM "signal_value"
    WHERE "accountId" = ${accountId}::uuid AND "field" = ANY(${[...fields]}) AND "value" ILIKE ${pattern}
    GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ${limit}`;
}

/**
 * About how many signals of a window, of these streams and integrations or of any, say one of these, and between which days
 * they lie; `all` and '' is every signal.
 */
export async function spreadOf(
  accountId: string,
  tx: Transaction,
  said: readonly { readonly field: ValueColumn | 'all'; readonly value: string }[],
  window: { readonly from: number; readonly to: number },
  {
    streams = null,
    integrations = null,
  }: { readonly streams?: readonly number[] | null; readonly integrations?: readonly string[] | null } = {},
): Promise<{ signals: number; from: number; to: number }> {
  const pairs = said.map(({ field, value }) => Prisma.sql`("field" = ${field} AND "value" = ${value})`);
  if (pairs.length === 0) return { signals: 0, from: window.to, to: window.from };
  const rows = await tx.$queryRaw<{ day: number; signals: number }[]>`
    SELECT "day", sum("signals")::float8 AS signals FROM "signal_value"
    WHERE "accountId" = ${accountId}::uuid AND (${Prisma.join(pairs, ' OR ')})
      AND (${streams === null} OR "stream" = ANY(${[...(streams ?? [])]}::smallint[]))
      AND (${integrations === null} OR "integrationId" = ANY(${[...(integrations ?? [])]}::uuid[]))
      AND "day" >= ${Math.floor(window.from / DAY_MS)} AND "day" <= ${Math.floor((window.to - 1) / DAY_MS)}
    GROUP BY 1 ORDER BY 1`;
  let signals = 0;
  for (const row of rows) {
    const start = row.day * DAY_MS;
    const inside = Math.min(window.to, start + DAY_MS) - Math.max(window.from, start);
    signals += (row.signals * inside) / DAY_MS;
  }
  const first = rows[0];
  const last = rows.at(-1);
  return {
    signals,
    from: Math.max(window.from, (first?.day ?? Infinity) * DAY_MS),
    to: Math.min(window.to, ((last?.day ?? -Infinity) + 1) * DAY_MS),
  };
}
