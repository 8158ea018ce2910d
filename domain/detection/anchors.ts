import { DAY_MS } from '@/domain/scoring/scored-event';

/** Anchor of events that count once per UTC day. `occurredAt` in epoch milliseconds. */
export function dayAnchor(occurredAt: number): string {
  return `day:${new Date(occurredAt).toISOString().slice(0, 10)}`;
}

/**
 * Anchor of events that count once in a number of days. Buckets are fixed, counted from 1970 in UTC: what arrives first
 * cannot move them. `occurredAt` in epoch milliseconds.
 */
export function bucketAnchor(days: number, occurredAt: number): string {
  return `${days}d:${Math.floor(occurredAt / (days * DAY_MS))}`;
}

/** Anchor of what is known of one authentication, from whichever log; of the record alone where it has no id. */
export function transactionAnchor(integrationId: string, txid: string | null, signalKey: string): string {
  return txid === null ? `sig:${signalKey}` : `tx:${integrationId}:${txid}`;
}
