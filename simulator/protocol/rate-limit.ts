const MINUTE_MS = 60_000;

export type RateSetting = 'off' | 'default' | number;

/** Counts requests per endpoint over a sliding minute of real time. */
export class RateLimit {
  private readonly recent = new Map<string, number[]>();

  /** 'default' is Duo's own limit for each endpoint; a number is requests a minute for every endpoint. */
  constructor(private readonly setting: RateSetting) {}

  /** Takes one request into account; false when the endpoint has had its share of this minute. */
  admits(path: string, perMinute: number, now: number): boolean {
    if (this.setting === 'off') return true;
    const most = this.setting === 'default' ? perMinute : this.setting;
    const times = this.recent.get(path) ?? [];
    this.recent.set(path, times);
    while (times[0] !== undefined && times[0] <= now - MINUTE_MS) times.shift();
    if (times.length >= most) return false;
    times.push(now);
    return true;
  }
}
