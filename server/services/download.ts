import { z } from 'zod';

/** An answer that is a file: sent piece by piece, so that its length does not matter. */
export class Download {
  constructor(
    /** ASCII, without a path. */
    readonly fileName: string,
    readonly contentType: string,
    readonly pieces: AsyncIterable<Uint8Array>,
    /**
     * Whether it tells nobody who people are from whom names are withheld: because it is about none, or because what it is
     * made of went through `names.withhold`. Of a file nothing is looked through, so that any other is refused to them.
     */
    readonly names: 'withheld' | 'told' = 'told',
  ) {}
}

/** The output of every operation that answers with a file: such a one costs much, and is throttled by it. */
export const downloadSchema = z.instanceof(Download);

const encoder = new TextEncoder();

/** The pieces of a file of text. */
export async function* textPieces(
  texts: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<Uint8Array> {
  for await (const text of texts) if (text !== '') yield encoder.encode(text);
}

/** A file name of words that are safe everywhere: letters, digits and hyphens. */
export function fileNameOf(words: readonly string[], ending: string): string {
  const name = words
    .join('-')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
  return `${name}.${ending}`;
}
