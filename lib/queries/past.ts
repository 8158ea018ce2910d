import { READINGS } from '@/domain/people/reading';
import type { Reading } from '@/domain/views/person';
import { KEY, type QuerySubject } from './keys';

/** A past instant as the API takes it, null for now, and how it is read. */
export interface PastMoment {
  readonly at: string | null;
  readonly reading: Reading;
}

/** This moment. */
export const NOW: PastMoment = { at: null, reading: 'then' };

/** Nothing is scored from before. */
const EARLIEST = Date.UTC(2020, 0, 1);

/** The past instant that an address names, as the API takes it; null for now, and for what can be none. */
export function parseAt(value: string | string[] | null | undefined): string | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return at >= EARLIEST && at <= Date.now() ? new Date(at).toISOString() : null;
}

/** How an address wants the past read: as it was known then, where it does not say. */
export function parseReading(value: string | string[] | null | undefined): Reading {
  return READINGS.find((reading) => reading === value) ?? 'then';
}

/** The moment that an address names. */
export function parseMoment(get: (name: string) => string | string[] | null | undefined): PastMoment {
  const at = parseAt(get('at'));
  return at === null ? NOW : { at, reading: parseReading(get('reading')) };
}

/** A moment as the API takes it. */
export function momentInput(at: string | null, reading: Reading) {
  return at === null ? {} : { at, reading };
}

/** What is wrong with an instant (epoch milliseconds) that somebody typed, null where it can be shown; null is none. */
export function momentFault(at: number | null, now: number): string | null {
  if (at === null) return 'Choose a day and a time.';
  if (at > now) return 'This moment is yet to come. Choose one that has been.';
  return at < EARLIEST ? 'Nothing is kept from before the year 2020. Choose a later moment.' : null;
}

/** The key of a question about a subject at a moment. Of the past it stands apart: what happens now changes nothing of it. */
export function momentKey(
  subject: QuerySubject,
  { at, reading }: PastMoment,
  ...of: readonly unknown[]
): readonly unknown[] {
  return at === null ? [subject, ...of] : [KEY.past, subject, at, reading, ...of];
}

/** How lively a question of a moment is: of now it is asked again each minute, of a past one once. */
export function livelyAt(at: string | null): { refetchInterval?: number; staleTime?: number } {
  return at === null ? { refetchInterval: 60_000 } : { staleTime: Infinity };
}
