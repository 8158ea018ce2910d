interface Waiting {
  readonly begin: () => void;
  readonly sendAway: (reason: Error) => void;
}

/**
 * Does costly work a few at a time and shares the turns out: those who wait are let in by turns of their key, however many
 * wait beside them with another. Where all places are taken, the newest of the key that has most of them makes room; who
 * waits alone for their key is never sent away.
 */
export class FairTurns {
  readonly #waiting = new Map<string, Waiting[]>();
  #running = 0;
  #places = 0;

  /** @param refusal what those are told for whom there is no place */
  constructor(
    private readonly atOnce: number,
    private readonly mayWait: number,
    private readonly refusal: () => Error,
  ) {}

  /** The work, when it is the key's turn. @throws the refusal when too many wait */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    // The one that ends hands its turn on, so `#running` stays as it is.
    if (this.#running >= this.atOnce) await this.#wait(key);
    else this.#running += 1;
    try {
      return await work();
    } finally {
      this.#handOn();
    }
  }

  #wait(key: string): Promise<void> {
    if (this.#places >= this.mayWait) this.#makeRoom(key);
    return new Promise((begin, sendAway) => {
      const own = this.#waiting.get(key) ?? [];
      this.#waiting.set(key, [...own, { begin, sendAway }]);
      this.#places += 1;
    });
  }

  #makeRoom(key: string): void {
    const own = this.#waiting.get(key)?.length ?? 0;
    const [crowd, most] = [...this.#waiting].reduce(
      (largest, one) => (one[1].length > largest[1].length ? one : largest),
      [key, this.#waiting.get(key) ?? []],
    );
    if (most.length <= own + 1) throw this.refusal();
    this.#waiting.set(crowd, most.slice(0, -1));
    this.#places -= 1;
    most.at(-1)?.sendAway(this.refusal());
  }

  #handOn(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
      return;
    }
    const [key, [first, ...others]] = next;
    // Put back at the end: the others of this key wait for every other key first.
    this.#waiting.delete(key);
    if (others.length > 0) this.#waiting.set(key, others);
    this.#places -= 1;
    first?.begin();
  }
}
