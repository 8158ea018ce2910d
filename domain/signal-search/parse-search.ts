import { fieldNamed, SEARCH_FIELDS, type SearchField } from './search-fields';

/** One condition of a search: a value of a field, or with `text` a word that is looked for among names. */
export interface SearchTerm {
  readonly field: SearchField | 'text';
  readonly value: string;
  readonly negated: boolean;
}

/** A word that cannot be read, and what to write in its place. */
export interface SearchFault {
  readonly word: string;
  readonly message: string;
}

export interface ParsedSearch {
  readonly terms: readonly SearchTerm[];
  readonly faults: readonly SearchFault[];
}

/** As many conditions as one search may have. */
export const MOST_TERMS = 20;

/** One word as it was typed: the text before its first colon outside quotes, if any, and what follows. */
interface RawWord {
  readonly text: string;
  readonly negated: boolean;
  readonly name: string | null;
  readonly value: string;
  readonly open: boolean;
}

/**
 * Reads a search: words and `field:value` between blanks, quotes around what holds blanks or colons, `\` before a quote
 * or backslash within them, a minus in front of what is not wanted. Never throws: what cannot be read is a fault that
 * names the word and the remedy.
 */
export function parseSearch(text: string): ParsedSearch {
  const terms: SearchTerm[] = [];
  const faults: SearchFault[] = [];
  for (const word of wordsOf(text)) {
    const read = termOf(word);
    if ('message' in read) faults.push(read);
    else if (!terms.some((term) => sameTerm(term, read))) terms.push(read);
  }
  if (terms.length > MOST_TERMS) {
    faults.push({
      word: text.trim(),
      message: `A search has at most ${MOST_TERMS} conditions, and this one has ${terms.length}. Take some away.`,
    });
  }
  return { terms, faults };
}

/** A search as text that `parseSearch` reads as the same terms. */
export function writeSearch(terms: readonly SearchTerm[]): string {
  return terms
    .map(({ field, value, negated }) => {
      const quoted = needsQuotes(field, value) ? quote(value) : value;
      return `${negated ? '-' : ''}${field === 'text' ? '' : `${field}:`}${quoted}`;
    })
    .join(' ');
}

/** Whether two terms ask the same. */
export function sameTerm(a: SearchTerm, b: SearchTerm): boolean {
  return a.field === b.field && a.negated === b.negated && a.value.toLowerCase() === b.value.toLowerCase();
}

function termOf(word: RawWord): SearchTerm | SearchFault {
  const { text, negated, name, value, open } = word;
  if (open) return { word: text, message: `${text}: the quote is not closed. Write " at its end.` };
  if (name === null) {
    if (value === '')
      return { word: text, message: `${text}: nothing follows. Write a word, or take it away.` };
    return { field: 'text', value, negated };
  }
  const field = fieldNamed(name);
  if (field === null) {
    return {
      word: text,
      message: `${text}: there is no field “${name}”. Use one of ${SEARCH_FIELDS.join(', ')}, or quotes around text with a colon.`,
    };
  }
  if (value === '')
    return { word: text, message: `${text}: a value is missing. Write it right after the colon.` };
  return { field, value, negated };
}

function wordsOf(text: string): RawWord[] {
  const words: RawWord[] = [];
  let at = 0;
  while (at < text.length) {
    if (isBlank(text[at])) {
      at += 1;
      continue;
    }
    const word = wordAt(text, at);
    words.push(word);
    at += word.text.length;
  }
  return words;
}

function wordAt(text: string, start: number): RawWord {
  let at = start;
  const negated = text[at] === '-';
  if (negated) at += 1;
  let name: string | null = null;
  let value = '';
  let inQuotes = false;
  let wasQuoted = false;
  for (; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (inQuotes && character === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) {
      at += 1;
      value += text[at] ?? '';
    } else if (character === '"') {
      inQuotes = !inQuotes;
      wasQuoted = true;
    } else if (!inQuotes && isBlank(character)) {
      break;
    } else if (!inQuotes && character === ':' && name === null && !wasQuoted && startsField(value)) {
      name = value;
      value = '';
    } else {
      value += character;
    }
  }
  return { text: text.slice(start, at), negated, name, value: value.trim(), open: inQuotes };
}

/** A colon ends the name of a field only after letters: an IPv6 address that begins with digits is text. */
function startsField(text: string): boolean {
  return /^[a-z_]+$/i.test(text);
}

function isBlank(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character);
}

function needsQuotes(field: SearchTerm['field'], value: string): boolean {
  return /[\s"\\]/.test(value) || (field === 'text' && (value.startsWith('-') || value.includes(':')));
}

function quote(value: string): string {
  return `"${value.replace(/[\\"]/g, (character) => `\\${character}`)}"`;
}
