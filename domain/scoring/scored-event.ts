import type { EventKind } from '@/domain/event-catalogue';

/** What scoring needs of an identity event. Instants are epoch milliseconds: hot loops make no dates. */
export interface ScoredEvent {
  readonly id?: string | undefined;
  readonly kind: EventKind;
  readonly occurredAt: number;
  /** When it reached us. An event that claims to be from the future counts from here. */
  readonly receivedAt?: number | undefined;
  /** Above 0, at most 1. */
  readonly confidence: number;
}

export const DAY_MS = 86_400_000;

/** The instant from which an event counts: the earlier of when it occurred and when it reached us. */
export function instantOf(event: ScoredEvent): number {
  const { occurredAt, receivedAt } = event;
  return receivedAt !== undefined && receivedAt < occurredAt ? receivedAt : occurredAt;
}
