/** The simulator's own clock. It runs with real time; a test may set it ahead or back. */
export class Clock {
  private skewMs = 0;

  /** Milliseconds since 1970, as this Duo sees it. */
  now(): number {
    return Date.now() + this.skewMs;
  }

  /** Sets the difference to real time; positive means the simulator is ahead. */
  setSkew(milliseconds: number): void {
    this.skewMs = milliseconds;
  }

  get skew(): number {
    return this.skewMs;
  }
}
