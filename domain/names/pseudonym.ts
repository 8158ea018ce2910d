/** Crockford's letters: none that is taken for another when it is read out. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE = /^[0-9A-HJKMNP-TV-Z]+$/;
const LENGTH = 6;
/** Where the hyphen stands that makes a code readable. */
const HEAD = 4;

/** The code of somebody, of the first 30 bits of a hash: `7F3K-2M`. */
export function codeOf(hash: Uint8Array): string {
  let bits = 0;
  for (const byte of hash.slice(0, 4)) bits = bits * 256 + byte;
  let rest = Math.floor(bits / 4);
  let code = '';
  for (let place = 0; place < LENGTH; place += 1) {
    code = (LETTERS[rest % 32] ?? '') + code;
    rest = Math.floor(rest / 32);
  }
  return hyphenated(code);
}

/** What somebody is called where their name is withheld. */
export function pseudonymOf(code: string): string {
  return `Person ${code}`;
}

/**
 * The beginning of a code as somebody writes it, with or without the word before it, its hyphen and its case; null for
 * what can be none.
 */
export function codeWritten(text: string): string | null {
  const letters = text
    .trim()
    .replace(/^person\b/i, '')
    .replace(/[\s-]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  if (letters === '' || letters.length > LENGTH) return null;
  return CODE.test(letters) ? hyphenated(letters) : null;
}

/** Whether a text is the whole code of somebody. */
export function isWholeCode(text: string): boolean {
  return codeWritten(text)?.length === LENGTH + 1;
}

function hyphenated(letters: string): string {
  return letters.length <= HEAD ? letters : `${letters.slice(0, HEAD)}-${letters.slice(HEAD)}`;
}
