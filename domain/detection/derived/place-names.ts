/** Letters that Unicode does not take apart into a plain letter and a mark. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  þ: 'th',
  ə: 'a',
  '&': ' and ',
};

/** Words that are written in full or not. "Sankt" is the German saint. */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  st: 'saint',
  sankt: 'saint',
  ste: 'sainte',
  mt: 'mount',
  ft: 'fort',
};

/** What a division is, beside its name: "State of Berlin", "Stockholm County", "Moscow Oblast". */
const DIVISION_WORDS = new Set(
  'state of land province region oblast kray krai republic county district prefecture governorate department canton'
    .concat(' voivodeship emirate city capital territory municipality autonomous federal f d c the')
    .split(' '),
);

/**
 * A name of a place as it is compared: small plain letters and digits only, short forms written out. So `St. Gallen`
 * is `Saint Gallen`, and `São Paulo` is `Sao Paulo`. Empty for a name in another script: half a name is not one.
 */
export function nameKey(name: string): string {
  return wordsOf(name).join('');
}

/** Keys of a state, province or county: that of the whole name, and that without the word for what it is. */
export function stateKeys(name: string): readonly string[] {
  const words = wordsOf(name);
  const bare = words.filter((word) => !DIVISION_WORDS.has(word));
  return [...new Set([words.join(''), bare.join('')])].filter((key) => key !== '');
}

function wordsOf(name: string): readonly string[] {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'’‘ʻʼ`]/gu, '')
    .replace(/[^\p{ASCII}]|&/gu, (letter) => PLAIN[letter] ?? letter);
  if (/[^\p{ASCII}]/u.test(plain.replace(/[^\p{L}]/gu, ''))) return [];
  const words = plain
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => SHORT_FORMS[word] ?? word);
  return words[0] === 'the' && words.length > 1 ? words.slice(1) : words;
}
