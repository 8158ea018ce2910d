import { instantSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';

/** Nothing is scored from before: heat counts from here. */
export const EARLIEST = Date.UTC(2020, 0, 1);

/** How an operation takes a past instant: absent for this moment. */
export const pastSchema = instantSchema.optional();

/**
 * The past instant that was asked for, in epoch milliseconds; null for this moment.
 * @throws Refusal for one that is yet to come, or from before 2020
 */
export function pastInstant(asked: string | undefined, now: number): number | null {
  if (asked === undefined) return null;
  const at = Date.parse(asked);
  if (at >= EARLIEST && at <= now) return at;
  throw Refusal.invalid(
    'at',
    'at: name an instant from the year 2020 until now, or leave it out for this moment.',
  );
}
