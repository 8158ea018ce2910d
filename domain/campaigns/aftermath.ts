import { HOUR_MS } from '@/domain/detection/derived/terms';

/** How long after an approval what happens is told with it. */
export const AFTERMATH_MS = 24 * HOUR_MS;

/** That somebody got in. Epoch milliseconds. */
export interface Approval {
  readonly personId: string;
  readonly at: number;
}

/** A sign-in from the source that succeeded. */
export interface SourceSuccess {
  readonly personId: string;
  readonly at: number;
  readonly application: string | null;
}

/** What happened to a person's means of signing in: a device, or a bypass. */
export interface Step {
  readonly eventId: string;
  readonly personId: string;
  readonly at: number;
  readonly what: 'device' | 'bypass';
  readonly by: string | null;
}

/** What followed upon the approvals of one person. */
export interface Aftermath {
  readonly personId: string;
  /** The first of them. */
  readonly approvedAt: number;
  /** Applications that were reached from the source, the first reached first; the approval's own among them. */
  readonly applications: readonly {
    readonly name: string;
    readonly firstAt: number;
    readonly signIns: number;
  }[];
  /** Oldest first. */
  readonly steps: readonly Step[];
}

/** What happened within a day of each person's approvals, by person, in the order in which they got in. */
export function aftermathOf(
  approvals: readonly Approval[],
  successes: readonly SourceSuccess[],
  steps: readonly Step[],
): readonly Aftermath[] {
  const sorted = [...approvals].sort((a, b) => a.at - b.at || (a.personId < b.personId ? -1 : 1));
  const people = new Map<string, number[]>();
  for (const { personId, at } of sorted) people.set(personId, [...(people.get(personId) ?? []), at]);
  return [...people].map(([personId, instants]) => {
    const follows = (one: { readonly personId: string; readonly at: number }): boolean =>
      one.personId === personId && instants.some((at) => one.at >= at && one.at - at <= AFTERMATH_MS);
    return {
      personId,
      approvedAt: instants[0] ?? 0,
      applications: reached(successes.filter(follows)),
      steps: steps.filter(follows).sort((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1)),
    };
  });
}

/** The same source elsewhere: people who signed in from it within a day of an approval, and are not among those who are known to be hit. */
export function elsewhere(
  approvals: readonly Approval[],
  successes: readonly SourceSuccess[],
  known: ReadonlySet<string>,
): readonly {
  readonly personId: string;
  readonly firstAt: number;
  readonly applications: readonly string[];
}[] {
  const after = successes.filter(
    ({ personId, at }) =>
      !known.has(personId) && approvals.some((one) => at >= one.at && at - one.at <= AFTERMATH_MS),
  );
  const people = new Map<string, SourceSuccess[]>();
  for (const one of [...after].sort((a, b) => a.at - b.at))
    people.set(one.personId, [...(people.get(one.personId) ?? []), one]);
  return [...people].map(([personId, own]) => ({
    personId,
    firstAt: own[0]?.at ?? 0,
    applications: reached(own).map(({ name }) => name),
  }));
}

function reached(successes: readonly SourceSuccess[]): Aftermath['applications'] {
  const found = new Map<string, { name: string; firstAt: number; signIns: number }>();
  for (const { application, at } of [...successes].sort((a, b) => a.at - b.at)) {
    if (application === null) continue;
    const known = found.get(application);
    found.set(application, {
      name: application,
      firstAt: known?.firstAt ?? at,
      signIns: (known?.signIns ?? 0) + 1,
    });
  }
  return [...found.values()];
}
