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

/** A name that is one word of letters: in a sentence it may mean something else, or be part of somebody else's name. */
const PLAIN = /^\p{L}+$/u;

/** Where a name ends, other than within a longer one: `ada-admin` and `ada.lovelace` are not `ada`. */
const BEFORE = String.raw`(?<![\p{L}\p{N}_]|[\p{L}\p{N}][.-])`;
const AFTER = String.raw`(?![\p{L}\p{N}_]|[.-][\p{L}\p{N}])`;
/** Signs that set a word apart from what stands beside it. */
const APART_BEFORE = String.raw`(?<=^\s*|[(\[{<"'\\/:;=]|,\s?)`;
const APART_AFTER = String.raw`(?=\s*$|[)\]}>"'/:;=,@])`;

/**
 * A value of a field without any of these names. One that is a plain word counts only where it is the whole value, or set apart
 * in it by signs, as in `CORP\ada`, `user:ada` and `Ada Byron (ada)`: "Ada Lovelace" is somebody else.
 */
export function withoutOwnNames(value: string, names: readonly string[]): string {
  const known = spellings(names);
  const any = (isPlain: boolean): string =>
    known
      .filter((name) => PLAIN.test(name) === isPlain)
      .map(escaped)
      .join('|');
  const [told, plain] = [any(false), any(true)];
  const rest = told === '' ? value : value.replace(new RegExp(`${BEFORE}(?:${told})${AFTER}`, 'giu'), ERASED);
  return plain === ''
    ? rest
    : rest.replace(new RegExp(`${APART_BEFORE}(?:${plain})${APART_AFTER}`, 'giu'), ERASED);
}
