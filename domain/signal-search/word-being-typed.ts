import { fieldNamed, type SearchField } from './search-fields';

/** The last word of a search that is still being typed. */
export interface TypedWord {
  /** Where it begins in the text. */
  readonly start: number;
  readonly negated: boolean;
  /** The field that it names; null while it is a word, or names none. */
  readonly field: SearchField | null;
  /** What is typed of the value, or of the word, so far; without quotes. */
  readonly begins: string;
}

/** The word at the end of a text, of which completions can be offered. */
export function wordBeingTyped(text: string): TypedWord {
  let start = 0;
  let inQuotes = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (inQuotes && character === '\\') at += 1;
    else if (character === '"') inQuotes = !inQuotes;
    else if (!inQuotes && /\s/.test(character)) start = at + 1;
  }
  const word = text.slice(start);
  const negated = word.startsWith('-');
  const plain = negated ? word.slice(1) : word;
  const [, name, value] = /^([a-z_]+):(.*)$/is.exec(plain) ?? [];
  const field = name === undefined ? null : fieldNamed(name);
  const begins = (field === null ? plain : (value ?? '')).replace(/\\(["\\])|"/g, '$1');
  return { start, negated, field, begins };
}
