/** Duo's words for the state of a device, as yes and no; null for `Unknown` and for words that are new. */
export function readPosture(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return null;
  const word = value.trim().toLowerCase();
  return YES.has(word) ? true : NO.has(word) ? false : null;
}

const YES = new Set(['yes', 'on', 'true', 'set', 'encrypted', 'locked', 'configured', 'tampered', 'trusted']);
const NO = new Set([
  'no',
  'off',
  'false',
  'not set',
  'unset',
  'unencrypted',
  'not encrypted',
  'unlocked',
  'not configured',
  'disabled',
  'not tampered',
  'not trusted',
]);
