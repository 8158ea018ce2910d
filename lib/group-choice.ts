/** A name stands after a word, so that no name is the word for none. */
const NAMED = 'in ';

/** Where people can be narrowed to a group: whoever is in none. */
export const UNGROUPED_CHOICE = { value: 'none', label: 'In no group' } as const;

/** What a list of choices calls a group. */
export function groupChoice(group: string): string {
  return `${NAMED}${group}`;
}

/** What an address names of what was chosen: a group, whoever is in none, or neither. */
export function chosenGroup(chosen: string | null): { group: string | null; ungrouped: 'true' | null } {
  if (chosen === null || chosen === '') return { group: null, ungrouped: null };
  if (chosen === UNGROUPED_CHOICE.value) return { group: null, ungrouped: 'true' };
  return { group: chosen.slice(NAMED.length), ungrouped: null };
}
