import type { EventKind } from '@/domain/event-catalogue';
import type { ScoringPolicy } from './policy';

/** Several events tell of one entry: the approval, what was new about it, what came before it. */
const ONE_ENTRY_MS = 10 * 60_000;

interface EntryEvent {
  readonly kind: EventKind;
  readonly confidence: number;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
}

/**
 * Of the events that tell of the newest entry the one that says most: "denied, then approved" rather than "an unusual
 * device". Of two that weigh the same the newer one.
 *
 * @param newestFirst events by which somebody got in
 */
export function leadingEvent<Event extends EntryEvent>(
  newestFirst: readonly Event[],
  policy: ScoringPolicy,
): Event | null {
  const [newest] = newestFirst;
  if (newest === undefined) return null;
  const weight = ({ kind, confidence }: Event) => policy.weights[kind] * confidence;
  return newestFirst
    .filter(({ occurredAt }) => newest.occurredAt - occurredAt <= ONE_ENTRY_MS)
    .reduce((leader, event) => (weight(event) > weight(leader) ? event : leader), newest);
}
