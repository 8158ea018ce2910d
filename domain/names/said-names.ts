/** Words that a name may be made of, and what may stand between two of them. */
const MOST_WORDS = 6;
const BETWEEN = /^[\s@._+'’,\\/()|-]{1,3}$/;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** What says nothing of anybody: ids, hashes, instants and numbers. */
const SPEECHLESS =
  /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}|\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?|-?[\d.,:%]{0,6})$/i;

/** One or two letters of the alphabet are no name that could be told from a word. */
const TOO_SHORT = /^[a-z0-9]{0,2}$/;

/** What stands in the place of a name in a text. It says of nobody who they are, not even by a pseudonym. */
export const LEFT_OUT = '[name withheld]';

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly said: string;
}

/** Every run of words in a text that could be a name, in lower case. */
export function couldBeNames(text: string): string[] {
  if (SPEECHLESS.test(text)) return [];
  return stretchesOf(text)
    .map(({ said }) => said)
    .filter((said) => !TOO_SHORT.test(said));
}

/** Every single word of a text, in lower case. */
export function wordsIn(text: string): string[] {
  if (SPEECHLESS.test(text)) return [];
  return [...text.matchAll(WORD)].map(([word]) => word.toLowerCase()).filter((word) => !TOO_SHORT.test(word));
}

/** A text without the names in it: the longest first, so that no half of one is left. */
export function withoutNames(text: string, isName: (said: string) => boolean): string {
  if (SPEECHLESS.test(text)) return text;
  const found = stretchesOf(text)
    .filter(({ said }) => isName(said))
    .sort((a, b) => a.from - b.from || b.to - a.to);
  let kept = '';
  let at = 0;
  for (const { from, to } of found) {
    if (from >= at) kept += `${text.slice(at, from)}${LEFT_OUT}`;
    at = Math.max(at, to);
  }
  return kept + text.slice(at);
}

/** Runs of up to six words, each also with the sign that stands around it, as in `+49 30 1234` and `Byron (Ada)`. */
function stretchesOf(text: string): Stretch[] {
  const words = [...text.matchAll(WORD)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
  }));
  const lower = text.toLowerCase();
  // Where lower case is longer than what was written, places in one are not places in the other.
  const said = (from: number, to: number): string =>
    lower.length === text.length ? lower.slice(from, to) : text.slice(from, to).toLowerCase();
  const stretches: Stretch[] = [];
  for (const [index, first] of words.entries()) {
    for (let count = 0; count < MOST_WORDS; count += 1) {
      const last = words[index + count];
      if (last === undefined) break;
      const before = words[index + count - 1];
      if (count > 0 && before !== undefined && !BETWEEN.test(text.slice(before.to, last.from))) break;
      const wider = [first.from, first.from - 1].filter(
        (from) => from >= 0 && !isWord(text, from, first.from),
      );
      for (const from of wider)
        for (const to of [last.to, last.to + 1])
          if (to <= text.length && !isWord(text, last.to, to))
            stretches.push({ from, to, said: said(from, to) });
    }
  }
  return stretches;
}

/** Whether what lies between is more than a sign. */
function isWord(text: string, from: number, to: number): boolean {
  return /[\p{L}\p{M}\p{N}\s]/u.test(text.slice(from, to));
}
