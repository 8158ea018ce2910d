/** Chance that is the same for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0, up to but without 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Anything between, both ends possible. */
  between(lowest: number, highest: number): number {
    return lowest + this.next() * (highest - lowest);
  }

  /** A whole number between, both ends possible. */
  whole(lowest: number, highest: number): number {
    return lowest + Math.floor(this.next() * (highest - lowest + 1));
  }

  pick<Of>(choices: readonly [Of, ...Of[]]): Of {
    return choices[Math.floor(this.next() * choices.length)] ?? choices[0];
  }

  /** One of them, each as often as its weight says. */
  weighted<Of>(choices: readonly [readonly [Of, number], ...(readonly [Of, number])[]]): Of {
    let left = this.next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [choice, weight] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    return choices[0][0];
  }

  /** Around a middle value; two thirds within `spread` of it. */
  around(middle: number, spread: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return middle + spread * radius * Math.cos(2 * Math.PI * this.next());
  }

  /** Takes `count` of them, each at most once. */
  sample<Of>(choices: readonly Of[], count: number): Of[] {
    const left = [...choices];
    return Array.from({ length: Math.min(count, left.length) }, () =>
      left.splice(Math.floor(this.next() * left.length), 1),
    ).flat();
  }

  /** A source of chance of its own, so that what one part draws does not move another. */
  branch(): Random {
    return new Random(Math.floor(this.next() * 2 ** 32));
  }
}
