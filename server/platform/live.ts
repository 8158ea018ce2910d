import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { LIVE_TOPICS, type LiveTopic } from '@/domain/live-topics';

export const liveMessageSchema = z.object({ accountId: z.uuid(), topics: z.array(z.enum(LIVE_TOPICS)) });
export type LiveMessage = z.infer<typeof liveMessageSchema>;

/** Name of the PostgreSQL and Redis channel that carries live messages. */
export const LIVE_CHANNEL = 'parapet_live';

/** Where live messages come from: PostgreSQL's NOTIFY or Redis. */
export interface LiveSource {
  /** Calls `onMessage` for each message and `onGap` when some may have been missed. */
  start(onMessage: (message: LiveMessage) => void, onGap: () => void): Promise<void>;
  stop(): Promise<void>;
}

/** Is told the topics and the place of the message, which a browser repeats when it comes back after a break. */
type Listener = (topics: readonly LiveTopic[] | 'everything', place: string) => void;

/** Messages that are remembered for browsers whose connection broke: some minutes of a busy house. */
const REMEMBERED = 1_000;

/** Hands each message to the listeners of its account and to nobody else. One per process. */
export class LiveFanOut {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #closers = new Set<() => void>();
  /** The newest messages of all accounts, and how many came before them. */
  readonly #remembered: LiveMessage[] = [];
  #forgotten = 0;
  /** Places are of one process and of one unbroken connection to the source. */
  #epoch: string = randomUUID();
  #started: Promise<void> | null = null;

  constructor(private readonly source: LiveSource) {}

  /** Resolves once the process hears messages: from then on places hold. */
  listen(): Promise<void> {
    return (this.#started ??= this.source
      .start(
        (message) => this.#deliver(message),
        () => this.#deliverGap(),
      )
      .catch((error: unknown) => {
        // The next browser that asks tries again.
        this.#started = null;
        throw error;
      }));
  }

  /** Listens for one account. The returned function stops it. */
  async subscribe(accountId: string, listener: Listener): Promise<() => void> {
    await this.listen();
    const listeners = this.#listeners.get(accountId) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(accountId, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(accountId);
    };
  }

  /** Where a browser stands that has heard everything until now. */
  place(): string {
    return `${this.#epoch}.${this.#forgotten + this.#remembered.length}`;
  }

  /** What an account was told after a place; null where that cannot be said, because messages may have been missed. */
  since(accountId: string, place: string): LiveTopic[] | null {
    const [epoch, count = ''] = place.split('.');
    if (epoch !== this.#epoch || !/^\d{1,15}$/.test(count)) return null;
    const heard = Number(count) - this.#forgotten;
    if (heard < 0 || heard > this.#remembered.length) return null;
    const missed = this.#remembered.slice(heard).filter((message) => message.accountId === accountId);
    return [...new Set(missed.flatMap(({ topics }) => topics))];
  }

  /** Registers the end of an open stream, so that shutdown does not wait for browsers. */
  onClose(close: () => void): () => void {
    this.#closers.add(close);
    return () => this.#closers.delete(close);
  }

  /** Ends every open stream and the source. */
  async close(): Promise<void> {
    for (const close of this.#closers) close();
    this.#closers.clear();
    if (this.#started !== null) await this.source.stop();
  }

  #deliver(message: LiveMessage): void {
    this.#remembered.push(message);
    if (this.#remembered.length > REMEMBERED) {
      this.#remembered.shift();
      this.#forgotten += 1;
    }
    const place = this.place();
    for (const listener of this.#listeners.get(message.accountId) ?? []) listener(message.topics, place);
  }

  #deliverGap(): void {
    this.#epoch = randomUUID();
    const place = this.place();
    for (const listeners of this.#listeners.values())
      for (const listener of listeners) listener('everything', place);
  }
}
