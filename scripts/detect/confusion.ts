import type { EventKind } from '@/domain/event-catalogue';
import type { FoundEvent } from '@/domain/detection/reconcile';
import type { Expectation } from './expectations';
import type { FilePerson } from './read-records';

/** How the events of one kind compare with what was expected. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  /** Of what was raised, the share that was expected; null where nothing was raised. */
  readonly precision: number | null;
  /** Of what was expected, the share that was raised; null where nothing was expected. */
  readonly recall: number | null;
}

/**
 * Compares events with expectations, kind by kind. An expectation is met by one event of its person and kind that
 * overlaps its window, the earliest that is left; more of the same within the window is neither right nor wrong. An event
 * that no expectation speaks of is a false positive, an expectation that no event meets a false negative.
 */
export function confusionOf(
  events: readonly FoundEvent[],
  expectations: readonly Expectation[],
  people: ReadonlyMap<string, FilePerson>,
): Readonly<Partial<Record<EventKind, Confusion>>> {
  const kinds = new Set([
    ...events.map(({ candidate }) => candidate.kind),
    ...expectations.map(({ kind }) => kind),
  ]);
  return Object.fromEntries(
    [...kinds].sort().map((kind) => [
      kind,
      confusionOfKind(
        events.filter(({ candidate }) => candidate.kind === kind),
        expectations.filter((expectation) => expectation.kind === kind),
        people,
      ),
    ]),
  );
}

function confusionOfKind(
  events: readonly FoundEvent[],
  expectations: readonly Expectation[],
  people: ReadonlyMap<string, FilePerson>,
): Confusion {
  const left = new Set([...events].sort((a, b) => a.candidate.occurredAt - b.candidate.occurredAt));
  const meets = (expectation: Expectation, event: FoundEvent): boolean =>
    people.get(event.personId)?.names.has(expectation.person) === true &&
    event.candidate.occurredAt <= expectation.to &&
    lastAt(event) >= expectation.from;
  let truePositives = 0;
  for (const expectation of [...expectations].sort((a, b) => a.to - b.to)) {
    const met = [...left].find((event) => meets(expectation, event));
    if (met === undefined) continue;
    left.delete(met);
    truePositives += 1;
  }
  const falsePositives = [...left].filter(
    (event) => !expectations.some((expectation) => meets(expectation, event)),
  ).length;
  const falseNegatives = expectations.length - truePositives;
  return {
    truePositives,
    falsePositives,
    falseNegatives,
    precision: shareOf(truePositives, truePositives + falsePositives),
    recall: shareOf(truePositives, expectations.length),
  };
}

function lastAt({ candidate }: FoundEvent): number {
  return candidate.sources.at(-1)?.occurredAt ?? candidate.occurredAt;
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
