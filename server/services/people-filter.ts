import { z } from 'zod';
import { POSTURE_RISKS, POSTURE_STATES } from '@/domain/human-risk/posture-state';
import { LAST_EVENTS, lastEventDays, PEOPLE_STATUSES } from '@/domain/people/people-filter';
import { groupName } from '@/domain/group-name';
import { Refusal } from '@/domain/refusal';
import { bandFloorHeats, type HeatRange, heatRangeOf } from '@/domain/scoring/heat';
import { CRITICALITIES, type ScoringPolicy } from '@/domain/scoring/policy';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { kindSchema } from '@/domain/views/person';
import { bandSchema } from '@/domain/views/score';
import type { PeopleNarrowing } from '@/server/data/people-narrowing';

/** How a list of people may be narrowed, as it stands in an address. */
export const peopleFilterSchema = z.object({
  q: z.string().trim().max(200, 'search: use at most 200 characters.').optional(),
  /** A band of the attack factor. */
  band: bandSchema.optional(),
  /** The lowest band of the attack factor, where several are wanted. */
  least: bandSchema.optional(),
  /** A band of the human risk score; `none` of whom there is none. */
  risk: z.enum([...bandSchema.options, 'none']).optional(),
  /** A state of posture, or a behavior for those who do not stand best in it. */
  posture: z.enum([...POSTURE_STATES, ...POSTURE_RISKS]).optional(),
  kind: kindSchema.optional(),
  group: z.string().trim().max(300, 'group: use at most 300 characters.').transform(groupName).optional(),
  criticality: z.enum(CRITICALITIES, 'criticality: use one of standard, elevated, critical.').optional(),
  status: z.enum(PEOPLE_STATUSES, `status: use one of ${PEOPLE_STATUSES.join(', ')}.`).optional(),
  /** How long ago their newest event is at most. */
  last: z.enum(LAST_EVENTS, `last: use one of ${LAST_EVENTS.join(', ')}.`).optional(),
});
export type PeopleFilterInput = z.output<typeof peopleFilterSchema>;

/**
 * What a filter leaves at an instant (epoch milliseconds) under a policy.
 * @throws Refusal where it contradicts itself
 */
export function narrowingOf(filter: PeopleFilterInput, policy: ScoringPolicy, at: number): PeopleNarrowing {
  const days = filter.last === undefined ? undefined : lastEventDays(filter.last);
  return {
    range: heatRange(filter, policy, at),
    risk: filter.risk,
    posture: filter.posture,
    search: wordsOf(filter.q),
    kind: filter.kind,
    group: wordsOf(filter.group),
    criticality: filter.criticality,
    status: filter.status,
    lastEventSince: days === undefined || days === null ? days : at - days * DAY_MS,
  };
}

function heatRange(
  { band, least }: PeopleFilterInput,
  policy: ScoringPolicy,
  at: number,
): HeatRange | undefined {
  if (band !== undefined && least !== undefined)
    throw Refusal.invalid('least', 'least: use it without band, which says the band already.');
  const floors = bandFloorHeats(policy, at);
  if (band !== undefined) return heatRangeOf(band, floors);
  // Very Low or above is everybody.
  return least === undefined || least === 'very_low'
    ? undefined
    : { ...heatRangeOf(least, floors), below: null };
}

function wordsOf(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
