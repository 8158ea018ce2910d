import type { Candidate } from './candidate';

/** What stands in the database for one person, kind and anchor. */
export interface StandingEvent {
  readonly id: string;
  readonly version: number;
  readonly personId: string;
  readonly integrationId: string;
  /** Epoch milliseconds of the first time it reached us. */
  readonly receivedAt: number;
  readonly candidate: Candidate;
}

/** A candidate for one person. */
export interface FoundEvent {
  readonly personId: string;
  readonly candidate: Candidate;
}

export interface Reconciliation {
  /** New events, and new versions of events that changed. */
  readonly write: readonly { readonly found: FoundEvent; readonly replaces: StandingEvent | null }[];
  /** Events that the records no longer support. */
  readonly retract: readonly StandingEvent[];
}

/** Key of an event within its account. */
export function eventKey(event: { personId: string; candidate: { kind: string; anchor: string } }): string {
  return `${event.personId} ${event.candidate.kind} ${event.candidate.anchor}`;
}

/**
 * Compares what the records say with what is stored. An event that says the same is left alone, so that reading a
 * page twice changes nothing.
 *
 * @param found what the records support now, once per key
 * @param standing what is stored for these keys, and for every key that the same records might have supported
 */
export function reconcile(found: readonly FoundEvent[], standing: readonly StandingEvent[]): Reconciliation {
  const stored = new Map(standing.map((event) => [eventKey(event), event]));
  const write: Reconciliation['write'][number][] = [];
  for (const event of found) {
    const before = stored.get(eventKey(event)) ?? null;
    stored.delete(eventKey(event));
    if (before === null || !saysTheSame(before.candidate, event.candidate)) {
      write.push({ found: event, replaces: before });
    }
  }
  return { write, retract: [...stored.values()] };
}

function saysTheSame(a: Candidate, b: Candidate): boolean {
  return (
    a.occurredAt === b.occurredAt &&
    a.confidence === b.confidence &&
    a.outcome === b.outcome &&
    a.sources.length === b.sources.length &&
    a.sources.every((source, index) => {
      const other = b.sources[index];
      return (
        other !== undefined &&
        source.signalKey === other.signalKey &&
        source.place === other.place &&
        source.verdict === other.verdict &&
        source.detectorName === other.detectorName &&
        source.confidence === other.confidence
      );
    }) &&
    measuresTheSame(a.facts.measured ?? {}, b.facts.measured ?? {})
  );
}

type Measured = NonNullable<Candidate['facts']['measured']>;

function measuresTheSame(a: Measured, b: Measured): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
