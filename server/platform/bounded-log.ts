const WINDOW_MS = 60_000;
/** Lines of one key in a minute: enough to see what goes on. */
const PER_KEY = 5;
/** Lines of all keys together: whoever has many network addresses fills no disk either. */
const PER_WINDOW = 200;
/** Keys whose left-out lines are counted apart. */
const MOST_KEYS = 50;

/** The part of a log that lines are written to. */
interface Warner {
  warn(fields: object, message: string): void;
}

/** What a line says, and what makes it one of a kind: who or where from. */
export interface BoundedLine {
  readonly message: string;
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface Counted extends BoundedLine {
  written: number;
  left: number;
}

/**
 * Warnings that anybody can cause, as often as they like. Of each key the first few of a minute are written, and how many
 * more there were, in one line, when the minute is over.
 */
export class BoundedLog {
  readonly #keys = new Map<string, Counted>();
  #beganAt = -Infinity;
  #written = 0;
  /** Lines that were left out of keys beyond those that are counted apart. */
  #others = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly log: Warner) {}

  /** Writes the line, or counts it. @param now epoch milliseconds */
  note(line: BoundedLine, now: number): void {
    if (now - this.#beganAt >= WINDOW_MS || now < this.#beganAt) this.#begin(now);
    const counted = this.#countedOf(line);
    if (this.#written < PER_WINDOW && (counted?.written ?? 0) < PER_KEY) {
      this.#written += 1;
      if (counted !== null) counted.written += 1;
      this.log.warn(line.fields, line.message);
    } else if (counted === null) this.#others += 1;
    else counted.left += 1;
  }

  /** Says what was left out since the minute began. */
  flush(): void {
    for (const { fields, message, left } of this.#keys.values())
      if (left > 0) this.log.warn({ ...fields, more: left }, `${message}, and more of the kind`);
    if (this.#others > 0) this.log.warn({ more: this.#others }, 'refused, and more from elsewhere');
    this.#keys.clear();
    this.#written = 0;
    this.#others = 0;
    this.#beganAt = -Infinity;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #begin(now: number): void {
    this.flush();
    this.#beganAt = now;
    // Who stops after a thousand is told of as well; the process does not wait for it.
    this.#timer = setTimeout(() => this.flush(), WINDOW_MS);
    this.#timer.unref();
  }

  #countedOf(line: BoundedLine): Counted | null {
    const key = `${line.message} ${line.key}`;
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    if (this.#keys.size >= MOST_KEYS) return null;
    const counted = { ...line, written: 0, left: 0 };
    this.#keys.set(key, counted);
    return counted;
  }
}

/** One for each log of a process. */
const logs = new WeakMap<Warner, BoundedLog>();

/** The bounded lines of a log. */
export function boundedLog(log: Warner): BoundedLog {
  const known = logs.get(log) ?? new BoundedLog(log);
  logs.set(log, known);
  return known;
}
