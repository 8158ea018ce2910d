import type { EventGroup, EventKind } from '@/domain/event-catalogue';
import type { CampaignListed } from '@/domain/views/campaign';
import type { Range } from '@/domain/views/dashboard';
import type { DecidedAs } from '@/domain/views/disposition';
import type { EventRow } from '@/domain/views/person';
import { withParameters } from '@/lib/api/request';
import { DEFAULT_RANGE } from '@/lib/ranges';

/** What a link into identity events narrows them to. */
export interface EventLink {
  readonly range?: Range;
  readonly kind?: EventKind | null;
  readonly group?: EventGroup | null;
  readonly department?: string | null;
  /** Those of people in no group. */
  readonly ungrouped?: 'true' | null;
  readonly integration?: string | null;
  /** Id of the person whom they are about. */
  readonly person?: string | null;
}

/** The details of identity events, narrowed. */
export function detailsHref(
  link: EventLink,
  more: Readonly<Record<string, string | null | undefined>> = {},
): string {
  const { range, ...narrowing } = link;
  return withParameters('/behaviors/identity', {
    ...narrowing,
    ...more,
    // Of a person all that there is would be meant where no range is named.
    range: range === DEFAULT_RANGE && (link.person ?? null) === null ? null : range,
  });
}

/** The list of exactly the events that a number counts: by default those that count. */
export function eventsHref({
  outcome,
  decision = 'counted',
  known,
  from,
  to,
  loop,
  ...link
}: EventLink & {
  readonly outcome?: EventRow['outcome'];
  /** Null for any. */
  readonly decision?: DecidedAs | null;
  readonly known?: string;
  readonly from?: string;
  readonly to?: string;
  readonly loop?: string;
}): string {
  return detailsHref(link, { tab: 'latest', decision, outcome, known, from, to, loop });
}

/** The list of every event of a person or of a campaign, the dismissed among them. */
export function allEventsHref(of: { readonly person: string } | { readonly campaign: string }): string {
  return detailsHref({}, { tab: 'latest', ...of });
}

/** The list of exactly the events that a campaign counts, of all its people or of one; of an ended one those that it had. */
export function campaignEventsHref(
  { id, endedAt }: Pick<CampaignListed, 'id' | 'endedAt'>,
  person: string | null = null,
): string {
  return detailsHref(
    { person },
    { tab: 'latest', campaign: id, decision: endedAt === null ? 'counted' : null },
  );
}

/** The list of exactly the events that stand under a decision, of any time. */
export function decidedEventsHref(decision: string): string {
  return detailsHref({}, { tab: 'latest', under: decision });
}

/** The list of exactly the bursts of a retry loop that count less, of the last 30 days. */
export function loopEventsHref(loop: string): string {
  return eventsHref({ range: '30d', loop });
}

/** The list of every event of a kind in the last 30 days, the dismissed among them. */
export function firedHref(kind: EventKind): string {
  return detailsHref({ range: '30d', kind }, { tab: 'latest' });
}

/** The list of exactly the people that a number counts: those with events that count. */
export function eventPeopleHref(link: EventLink): string {
  return detailsHref(link, { tab: 'individuals' });
}
