/**
 * Bytes that somebody else sent, whole, within JSON of ours: as `text` where they are UTF-8, else in `base64`. In ASCII
 * alone, so that whatever opens the file sees nothing but JSON, and nothing in it that could run is found by a scanner.
 */
export function bytesInJson(bytes: Buffer, about: Readonly<Record<string, string>>): string {
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(bytes);
  const held = isText ? { text } : { base64: bytes.toString('base64') };
  return `${JSON.stringify({ ...about, ...held }, null, 2).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}\n`;
}
