import { Refusal } from '@/domain/refusal';

interface Bucket {
  tokens: number;
  at: number;
}

const MAX_BUCKETS = 10_000;

/** Lets each key do so much at once and then so much a minute. In memory: each process counts for itself. */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>();

  /** @param burst how many at once @param everyMs how often one more comes back */
  constructor(
    private readonly burst: number,
    private readonly everyMs: number,
  ) {}

  /** Takes one for the key. @param now epoch milliseconds @throws Refusal too_many_requests */
  take(key: string, now: number): void {
    const bucket = this.#buckets.get(key) ?? { tokens: this.burst, at: now };
    const tokens = Math.min(this.burst, bucket.tokens + Math.max(0, now - bucket.at) / this.everyMs);
    if (tokens < 1) {
      const seconds = Math.max(1, Math.ceil(((1 - tokens) * this.everyMs) / 1000));
      const words = seconds === 1 ? 'a second' : `${seconds} seconds`;
      throw new Refusal(
        'too_many_requests',
        `You ask for this too often. Wait ${words} and try again.`,
        [],
        seconds,
      );
    }
    this.#put(key, { tokens: tokens - 1, at: now });
  }

  /** Gives back one that was taken and turned out not to count. */
  giveBack(key: string): void {
    const bucket = this.#buckets.get(key);
    if (bucket !== undefined) bucket.tokens = Math.min(this.burst, bucket.tokens + 1);
  }

  #put(key: string, bucket: Bucket): void {
    // Put back at the end, so that the first in order is the one unused for longest.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MAX_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
