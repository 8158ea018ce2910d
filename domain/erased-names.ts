/** What stands where somebody was named who was erased. */
export const ERASED = 'erased person';

/** Shorter names stand in too many other words to be taken out of texts. */
const SHORTEST = 3;

/** A name of somebody, as records and directories spell it. `name` is a username or an alias. */
export interface KnownName {
  readonly kind: 'key' | 'name' | 'email';
  readonly value: string;
}

/** Names as they stand in texts and, escaped, in JSON; the longest first, so that none is left in part. */
function spellings(names: readonly string[]): string[] {
  const all = names.flatMap((name) => [name, JSON.stringify(name).slice(1, -1)]);
  return [...new Set(all)]
    .filter((name) => name.length >= SHORTEST)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** An expression of PostgreSQL that finds any of these names as a word, in any case; null where there is none to find. */
export function namesPattern(names: readonly string[]): string | null {
  const any = spellings(names).map(escaped).join('|');
  return any === '' ? null : `(?<![[:alnum:]_])(${any})(?![[:alnum:]_])`;
}

/** The text with `ERASED` in the place of any of these names. */
export function withoutNames(text: string, names: readonly string[]): string {
  const any = spellings(names).map(escaped).join('|');
  return any === ''
    ? text
    : text.replace(new RegExp(`(?<![\\p{L}\\p{N}_])(?:${any})(?![\\p{L}\\p{N}_])`, 'giu'), ERASED);
}
