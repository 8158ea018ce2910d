import type { DiagnosisCheck } from '@/domain/views/diagnosis';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What is known of one stream that is read by time. Milliseconds. */
export interface RetentionFacts {
  readonly label: string;
  readonly intervalMs: number;
  /** How old the oldest record is that is still to be asked for. */
  readonly behindMs: number;
}

/**
 * Whether records fall out of the vendor's log before they are read: its retention against how far behind each stream
 * is, and against how often it is asked. `retentionDays` null: the vendor did not say, and its own limit holds.
 */
export function checkRetention(
  retentionDays: number | null,
  limitDays: number,
  streams: readonly RetentionFacts[],
): DiagnosisCheck {
  const days = Math.min(retentionDays ?? limitDays, limitDays);
  const kept = days * DAY_MS;
  const known =
    retentionDays === null ? `The vendor keeps at most ${days} days` : `The vendor keeps ${days} days`;
  const check = { check: 'retention', label: 'Retention' };
  const lost = streams.find(({ behindMs }) => behindMs > kept);
  if (lost !== undefined)
    return {
      ...check,
      state: 'failed',
      detail: `${known}, and ${lost.label} has not been read for longer: what lies between is lost.`,
      remedy: 'Let it read on, and look at Feed quality for the gap that it leaves.',
    };
  const slow = streams.find(({ intervalMs }) => intervalMs > kept / 2);
  if (slow !== undefined)
    return {
      ...check,
      state: 'warning',
      detail: `${known}, and ${slow.label} is read so seldom that one missed run may lose records.`,
      remedy: 'Shorten its interval, or lengthen the retention at the vendor.',
    };
  const close = streams.find(({ behindMs }) => behindMs > kept / 2);
  if (close !== undefined)
    return {
      ...check,
      state: 'warning',
      detail: `${known}, and ${close.label} is ${Math.round(close.behindMs / HOUR_MS)} hours behind.`,
      remedy: 'Mend what holds it up soon: past that age its records are lost.',
    };
  return {
    ...check,
    state: 'ok',
    detail: `${known}; no stream is anywhere near that far behind.`,
    remedy: null,
  };
}
