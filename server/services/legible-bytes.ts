/** More than anybody reads on a page; the rest is in the download. */
const MOST_BYTES = 262_144;
const HEX_BYTES = 65_536;

/** Characters that turn the direction of text or are invisible: shown as what they are, never let work. */
const DECEPTIVE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\p{Co}]/gu;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Bytes as a person can look at them: text where they are UTF-8, with what cannot be seen written out; else hex. */
export function legibleBytes(bytes: Buffer): {
  readonly form: 'text' | 'hex';
  readonly body: string;
  readonly cut: boolean;
} {
  const text = decode(bytes);
  if (text === null)
    return { form: 'hex', body: hexOf(bytes.subarray(0, HEX_BYTES)), cut: bytes.length > HEX_BYTES };
  const shown = text.length > MOST_BYTES ? text.slice(0, MOST_BYTES) : text;
  const escape = (character: string): string =>
    `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  return {
    form: 'text',
    body: shown.replace(CONTROL, escape).replace(DECEPTIVE, escape),
    cut: shown.length < text.length,
  };
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Sixteen bytes a line: place, bytes, and what of them is a letter. */
function hexOf(bytes: Buffer): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const hex = [...row].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const letters = [...row].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.'));
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${letters.join('')}`);
  }
  return lines.join('\n');
}
