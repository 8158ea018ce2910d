const MINUTE_MS = 60_000;

/** Counts requests per endpoint over a sliding minute of real time. */
export class RateLimit {
  private readonly recent = new Map<string, number[]>();

  constructor(private readonly enabled: boolean) {}

  /** Takes one request into account; false when the endpoint has had its share of this minute. */
  admits(path: string, perMinute: number, now: number): boolean {
    if (!this.enabled) return true;
    const times = (this.recent.get(path) ?? []).filter((time) => time > now - MINUTE_MS);
    this.recent.set(path, times);
    if (times.length >= perMinute) return false;
    times.push(now);
    return true;
  }
}
