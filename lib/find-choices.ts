/** What can be found by its words. */
export interface Findable {
  readonly label: string;
  /** What people may call it besides. */
  readonly words?: string;
}

/**
 * Those of which every typed word begins a word, in the order of the list; those whose own name begins with what was typed
 * come first. Nothing typed finds nothing.
 */
export function findChoices<Choice extends Findable>(
  choices: readonly Choice[],
  typed: string,
): readonly Choice[] {
  const wanted = wordsOf(typed);
  if (wanted.length === 0) return [];
  const found = choices.filter(({ label, words = '' }) => {
    const known = wordsOf(`${label} ${words}`);
    return wanted.every((word) => known.some((one) => one.startsWith(word)));
  });
  const named = ({ label }: Choice) => wordsOf(label).join(' ').startsWith(wanted.join(' '));
  return [...found.filter(named), ...found.filter((choice) => !named(choice))];
}

function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
