const MEBIBYTE = 1024 * 1024;

/** A sound page is looked at two times: for where its records end, and for what they say. */
const TIMES_EACH_BYTE = 8;

/**
 * For pages of a usual size, which have a few records that are broken: each may be looked at to the end of the page for
 * a bracket that is not there.
 */
const TIMES_MORE = 64;
const MOST_MORE = 64 * MEBIBYTE;

/** How many elements of one page are kept apart, each by itself. A page of Duo has 1,000 elements at most. */
const MOST_APART = 10_000;

/**
 * How much work the reading of one page may be. Who writes the page decides how often it has to be looked through again
 * for where the next good record begins; without a measure that is the square of its length, and a worker stands still.
 */
export class ReadingEffort {
  private bytes = 0;
  private apart = 0;

  constructor(private readonly length: number) {}

  /** Bytes that were looked at so far, as often as they were. */
  get spent(): number {
    return this.bytes;
  }

  get most(): number {
    return this.length * TIMES_EACH_BYTE + Math.min(this.length * TIMES_MORE, MOST_MORE);
  }

  look(bytes: number): void {
    this.bytes += bytes;
  }

  keepApart(): void {
    this.apart += 1;
  }

  /** Whether the rest of the page is no longer cut, and kept apart as one. */
  isSpent(): boolean {
    return this.bytes > this.most || this.apart >= MOST_APART;
  }
}
