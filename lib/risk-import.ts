const MOST_BYTES = 950_000;

/** Why a file cannot be sent, from its size; null where it can. */
export function fileFault(bytes: number): string | null {
  if (bytes === 0) return 'This file is empty. Begin with the template.';
  if (bytes <= MOST_BYTES) return null;
  return 'This file is larger than 950 KB. Divide it, with the header at the top of each part; the parts may come in any order.';
}

/** The text of a file in UTF-8, or null where it is something else: a workbook, or text in another encoding. */
export function readableText(bytes: ArrayBuffer): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
