import { BAND_FACTS } from '@/domain/bands';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import { POSTURE_LABELS, POSTURE_RISK_LABELS } from '@/domain/human-risk/posture-state';
import { LAST_EVENT_LABELS, PEOPLE_STATUS_LABELS } from '@/domain/people/people-filter';
import type { PeopleSort } from '@/domain/people/people-order';
import { CRITICALITY_LABELS } from '@/lib/criticality-words';
import { formatClock, formatDate, formatExact } from '@/lib/format/moment';
import { OUTCOME_LABELS } from '@/lib/outcome-words';
import type { NO_FILTER, PeopleFilter } from '@/lib/queries/people';

export const PEOPLE_SORT_LABELS: Readonly<Record<PeopleSort, string>> = {
  attack_factor: 'Attack factor',
  human_risk: 'Human risk score',
  name: 'Person',
  outcome: 'Outcome',
  criticality: 'Criticality',
  events: 'Events',
  last_event: 'Last event',
  fall: 'Falls a band in',
};

/** Where the head of a column is no name for what it holds. */
const NOUNS: Partial<Record<PeopleSort, string>> = { name: 'name', fall: 'next fall of band' };

/** What stands first in each order, either way. */
export const ORDER_ENDS: Readonly<Record<PeopleSort, { readonly falling: string; readonly rising: string }>> =
  {
    attack_factor: { falling: 'highest first', rising: 'lowest first' },
    human_risk: { falling: 'highest first', rising: 'lowest first' },
    name: { falling: 'from Z to A', rising: 'from A to Z' },
    outcome: { falling: 'got in first', rising: 'refused first' },
    criticality: { falling: 'critical first', rising: 'standard first' },
    events: { falling: 'most first', rising: 'fewest first' },
    last_event: { falling: 'newest first', rising: 'oldest first' },
    fall: { falling: 'latest first', rising: 'soonest first' },
  };

/** As in "By attack factor, highest first". */
export function orderWords({ sort, direction }: Pick<PeopleFilter, 'sort' | 'direction'>): string {
  const what = NOUNS[sort] ?? PEOPLE_SORT_LABELS[sort].toLowerCase();
  return `By ${what}, ${ORDER_ENDS[sort][direction]}`;
}

/** One thing that a list is narrowed to: the parameter that says it, and how a person would. */
export interface FilterPart {
  readonly name: keyof typeof NO_FILTER;
  readonly words: string;
  /** What a hover says beside that. */
  readonly exact?: string;
}

type Called = readonly { readonly id: string; readonly name: string }[];

/** Names of what a list is narrowed to by id, and the zone of whoever reads of an instant. */
export interface CalledInFilters {
  readonly watchlists: Called;
  readonly integrations: Called;
  readonly zone: string;
}

/**
 * Everything that a list is narrowed to, in the order of the controls; what was typed is not among them.
 *
 * @param called what watchlists and integrations are called, as far as that is known, and in which zone instants are
 */
export function filterParts(
  filter: PeopleFilter,
  called: CalledInFilters = { watchlists: [], integrations: [], zone: 'UTC' },
): readonly FilterPart[] {
  const { band, least, risk, posture, outcome, kind, group, ungrouped, criticality, status, last } = filter;
  const { integration, watchlist, entered } = filter;
  const source = called.integrations.find(({ id }) => id === integration)?.name;
  const named = called.watchlists.find(({ id }) => id === watchlist)?.name;
  const parts: readonly (FilterPart | null)[] = [
    outcome === null ? null : { name: 'outcome', words: `Outcome: ${OUTCOME_LABELS[outcome]}` },
    band === null ? null : { name: 'band', words: `Attack factor: ${BAND_FACTS[band].label}` },
    least === null ? null : { name: 'least', words: `Attack factor: ${BAND_FACTS[least].label} or above` },
    risk === null
      ? null
      : { name: 'risk', words: `Human risk score: ${risk === 'none' ? 'none' : BAND_FACTS[risk].label}` },
    posture === null
      ? null
      : { name: 'posture', words: { ...POSTURE_LABELS, ...POSTURE_RISK_LABELS }[posture] },
    kind === null ? null : { name: 'kind', words: `Kind: ${EVENT_CATALOGUE[kind].label}` },
    group === null ? null : { name: 'group', words: `Group: ${group}` },
    ungrouped === null ? null : { name: 'ungrouped', words: 'In no group' },
    criticality === null
      ? null
      : { name: 'criticality', words: `Criticality: ${CRITICALITY_LABELS[criticality]}` },
    status === null ? null : { name: 'status', words: `Status: ${PEOPLE_STATUS_LABELS[status]}` },
    last === null ? null : { name: 'last', words: `Last event ${LAST_EVENT_LABELS[last]}` },
    integration === null ? null : { name: 'integration', words: `Known from ${source ?? 'one integration'}` },
    watchlist === null
      ? null
      : { name: 'watchlist', words: named === undefined ? 'A watchlist' : `Watchlist: ${named}` },
    entered === null ? null : enteredPart(Date.parse(entered), called.zone),
  ];
  return parts.flatMap((part) => part ?? []);
}

/** As in "In Medium or above, and in a higher band than on 27 Nov 2026 16:20". */
function enteredPart(since: number, zone: string): FilterPart {
  const moment = `${formatDate(since, zone)} ${formatClock(since, zone, false)}`;
  return {
    name: 'entered',
    words: `In ${BAND_FACTS.medium.label} or above, and in a higher band than on ${moment}`,
    exact: formatExact(since, zone),
  };
}
