import type { Clock } from '../clock';
import { hashText } from '../random';
import type { Entry, Log, Slice } from './log';

const DAY_MS = 86_400_000;

/** Days for which Duo keeps any log. */
export const KEPT_DAYS = 180;

/** Records from `from` to `to` (ms, of occurrence) come to light `ms` later than they should. */
interface Delay {
  readonly from: number;
  to: number;
  readonly ms: number;
  /** Share of the records that are late, 0 to 1; the same ones each time one looks. */
  readonly share: number;
}

/** What holds for every log of the account: the lag, and how long records are kept. */
export interface Keeping {
  readonly clock: Clock;
  /** Records younger than this many milliseconds are not shown yet. */
  readonly lagMs: number;
  /** `log_retention_days` of the settings; 0 keeps everything that Duo keeps. */
  retentionDays: number;
}

/** First instant (ms) of which records are still kept. */
export function keptFrom(keeping: Keeping): number {
  const days = keeping.retentionDays > 0 ? Math.min(KEPT_DAYS, keeping.retentionDays) : KEPT_DAYS;
  return keeping.clock.now() - days * DAY_MS;
}

/** A log as it is seen from outside: without what the lag, a delay or the retention hides. */
export class VisibleLog {
  private readonly delays: Delay[] = [];
  private someAreLate = false;

  constructor(
    private readonly log: Log,
    private readonly keeping: Keeping,
  ) {}

  insert(entry: Entry): void {
    if (entry.visibleFrom !== undefined) this.someAreLate = true;
    this.log.insert(entry);
  }

  /** From now on, records that are not shown yet come `ms` late; 0 ends it for records that happen later. */
  delay(ms: number, share: number): void {
    const now = this.keeping.clock.now();
    const last = this.delays.at(-1);
    if (last && last.to > now) last.to = now;
    if (ms === 0) return;
    this.someAreLate = true;
    this.delays.push({ from: now - this.keeping.lagMs, to: Number.POSITIVE_INFINITY, ms, share });
  }

  count(from: number, to: number): number {
    const shown = this.shown(from, to);
    if (!this.someAreLate) return this.log.count(shown.from, shown.to);
    let count = 0;
    for (const _entry of this.walk({ from, to, ascending: true, after: null })) count += 1;
    return count;
  }

  *walk(slice: Slice): Generator<Entry, void, undefined> {
    const { from, to } = this.shown(slice.from, slice.to);
    for (const entry of this.log.walk({ ...slice, from, to })) {
      if (!this.someAreLate || this.hasCome(entry)) yield entry;
    }
  }

  /** Every record, also what is hidden. */
  walkAll(from: number, to: number): Generator<Entry, void, undefined> {
    return this.log.walk({ from, to, ascending: true, after: null });
  }

  countAll(from: number, to: number): number {
    return this.log.count(from, to);
  }

  private shown(from: number, to: number): { from: number; to: number } {
    const newest = this.keeping.clock.now() - this.keeping.lagMs;
    return { from: Math.max(from, keptFrom(this.keeping)), to: Math.min(to, newest) };
  }

  private hasCome({ ms, txid, visibleFrom = 0 }: Entry): boolean {
    const now = this.keeping.clock.now();
    if (visibleFrom > now) return false;
    const delay = this.delays.find(({ from, to }) => ms >= from && ms <= to);
    if (!delay || hashText(txid) % 1000 >= delay.share * 1000) return true;
    return ms + this.keeping.lagMs + delay.ms <= now;
  }
}
