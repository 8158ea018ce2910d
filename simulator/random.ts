const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const HEX = '0123456789abcdef';

/** Mixes whole numbers into one unsigned 32-bit number (murmur3 finaliser); order matters. */
export function mix(...parts: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) {
    state = Math.imul(state ^ (part | 0), 0x85ebca6b);
    state ^= state >>> 13;
    state = Math.imul(state, 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return state >>> 0;
}

/** A 32-bit number for a text (FNV-1a), the same on every machine. */
export function hashText(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0;
}

/**
 * A seeded generator (sfc32): the same parts give the same sequence. 128 bits of state, because one generator is
 * made per person and day and two of them must not collide.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d = 1;

  constructor(...parts: readonly number[]) {
    this.a = mix(1, ...parts);
    this.b = mix(2, ...parts);
    this.c = mix(3, ...parts);
    for (let i = 0; i < 8; i += 1) this.next();
  }

  /** A number from 0 up to, not including, 1. */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }

  /** A whole number from 0 to `count - 1`. */
  int(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.int(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One element; throws on an empty list, which is a mistake in the generator itself. */
  pick<T>(list: readonly T[]): T {
    const item = list[this.int(list.length)];
    if (item === undefined) throw new Error('The generator tried to pick from an empty list.');
    return item;
  }

  /** One value, each as likely as its weight says. */
  weighted<T>(choices: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of choices) {
      left -= weight;
      if (left < 0) return value;
    }
    return this.pick(choices)[1];
  }

  /** A Duo-like key: the prefix filled up to `length` characters with capitals and digits. */
  key(prefix: string, length = 20): string {
    let key = prefix;
    while (key.length < length) key += ALPHABET.charAt(this.int(36));
    return key;
  }

  hex(length: number): string {
    let text = '';
    while (text.length < length) text += HEX.charAt(this.int(16));
    return text;
  }

  /** A version 4 UUID, as Duo uses for transaction ids. */
  uuid(): string {
    const part = (): string =>
      Math.floor(this.next() * 4294967296)
        .toString(16)
        .padStart(8, '0');
    const text = part() + part() + part() + part();
    const variant = '89ab'.charAt(this.int(4));
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-${variant}${text.slice(17, 20)}-${text.slice(20, 32)}`;
  }

  /** The same list in another order. */
  shuffle<T>(list: readonly T[]): T[] {
    const marked = list.map((item) => ({ item, mark: this.next() }));
    return marked.sort((left, right) => left.mark - right.mark).map(({ item }) => item);
  }
}
