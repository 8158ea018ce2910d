import { z } from 'zod';
import { Refusal } from '@/domain/refusal';

/** What asks for whoever is in no group: a parameter of its own, since every word may be the name of a group. */
export const ungroupedSchema = z.enum(['true'], 'ungrouped: use true, or leave it out.').optional();

/**
 * The group that a filter asks for; null of whoever is in none, undefined of everybody.
 * @param field what a group is asked for by
 * @throws Refusal where both are asked for
 */
export function groupOrNone(
  field: string,
  group: string | undefined,
  ungrouped: 'true' | undefined,
): string | null | undefined {
  if (ungrouped === undefined) return group;
  if (group === undefined) return null;
  throw Refusal.invalid('ungrouped', bothGroups(field));
}

/** What is wrong with asking for a group, which the field names, and for none. */
export function bothGroups(field: string): string {
  return `ungrouped: use it without ${field}; who is in a group is not in none.`;
}
