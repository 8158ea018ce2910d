import type { Outcome } from '@/domain/detection/candidate';
import type { SourceKind } from '@/domain/detection/derived/detect-source';
import { HOUR_MS } from '@/domain/detection/derived/terms';
import type { EventKind } from '@/domain/event-catalogue';

/** What comes from one network within so long of each other is one campaign: an attacker's night is one, his month is not. */
export const CAMPAIGN_GAP_MS = 24 * HOUR_MS;

/** One person's event alone is theirs; from so many people on it is a campaign. */
const FEWEST_PEOPLE = 2;

/** A standing event that nobody has dismissed, from the network that is looked at. */
export interface CampaignEvent {
  readonly id: string;
  readonly personId: string;
  readonly kind: EventKind;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly outcome: Outcome;
}

/** What the detectors of sources found of the same network. Epoch milliseconds. */
export interface CampaignAttack {
  readonly kind: SourceKind;
  readonly firstAt: number;
  readonly lastAt: number;
  /** People of the organisation among the targets. */
  readonly people: number;
  readonly unknownNames: readonly string[];
}

/** What belongs together of a network, and from when until when. */
export interface CampaignRun {
  /** Epoch milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Oldest first. */
  readonly events: readonly CampaignEvent[];
  readonly attacks: readonly CampaignAttack[];
}

/**
 * Events and attacks of one network in runs with gaps of at most 24 hours, oldest first; not every run is a campaign. The
 * same for any order in which they come.
 */
export function joinRuns(
  events: readonly CampaignEvent[],
  attacks: readonly CampaignAttack[],
): readonly CampaignRun[] {
  const parts = [
    ...events.map((event) => ({ from: event.at, to: event.at, key: event.id, event, attack: null })),
    ...attacks.map((attack) => ({
      from: attack.firstAt,
      to: attack.lastAt,
      key: `${attack.kind} ${attack.lastAt}`,
      event: null,
      attack,
    })),
  ].sort((a, b) => a.from - b.from || (a.key < b.key ? -1 : 1));
  const runs: (typeof parts)[] = [];
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const part of parts) {
    const run = part.from - lastAt <= CAMPAIGN_GAP_MS ? runs.at(-1) : undefined;
    if (run === undefined) runs.push([part]);
    else run.push(part);
    lastAt = Math.max(lastAt, part.to);
  }
  return runs.map((run) => ({
    firstAt: Math.min(...run.map(({ from }) => from)),
    lastAt: Math.max(...run.map(({ to }) => to)),
    events: run.flatMap(({ event }) => event ?? []),
    attacks: run.flatMap(({ attack }) => attack ?? []),
  }));
}

/**
 * Whether a run is a campaign: it reaches two people, or is an attack on many. An attack on people whose events were all
 * dismissed is none any more; one on names that nobody has stands by itself.
 */
export function isCampaign({ events, attacks }: CampaignRun): boolean {
  if (new Set(events.map(({ personId }) => personId)).size >= FEWEST_PEOPLE) return true;
  return attacks.some(({ people }) => events.length > 0 || people === 0);
}

/** Got in, if anybody did; refused, if anybody was and nobody got in; unknown otherwise. */
export function outcomeOfAll(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('got_in')) return 'got_in';
  return outcomes.includes('refused') ? 'refused' : 'unknown';
}

/** What lists say of a campaign. */
export interface CampaignFigures {
  readonly outcome: Outcome;
  readonly events: number;
  readonly people: number;
  /** Names that the vendor does not know, of the attacks on many. */
  readonly unknownNames: number;
  /** The kinds of what was done, the most frequent first. */
  readonly kinds: readonly EventKind[];
}

/** The figures of a run. Tries of names that nobody has were refused: the vendor lets in nobody whom it does not know. */
export function figuresOf({ events, attacks }: Omit<CampaignRun, 'firstAt' | 'lastAt'>): CampaignFigures {
  const counts = new Map<EventKind, number>();
  for (const { kind } of events) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  for (const { kind } of attacks) counts.set(kind, counts.get(kind) ?? 0);
  return {
    outcome: events.length === 0 ? 'refused' : outcomeOfAll(events.map(({ outcome }) => outcome)),
    events: events.length,
    people: new Set(events.map(({ personId }) => personId)).size,
    unknownNames: new Set(attacks.flatMap(({ unknownNames }) => unknownNames)).size,
    kinds: [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([kind]) => kind),
  };
}
