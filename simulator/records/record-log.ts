import type { Organisation } from '../organisation/organisation';
import { DAY_MS, planDay } from './plan-day';
import { comparePositions, firstIndex, type Entry, type Log, type Slice } from './log';
import type { SignIn } from './sign-in';
import { writeRecord } from './write-record';

interface Day {
  readonly day: number;
  /** Times of the everyday records, sorted. Their text is made when somebody asks for the day. */
  readonly times: Float64Array;
  /** Attacks and records given by a test, sorted; always held whole. */
  readonly extras: Entry[];
  /** Everything of the day, sorted, while the day is held. */
  entries: Entry[] | null;
}

const DAYS_HELD = 4;

/** Who looks at everyday sign-ins: once as they are planned, and each time they are written. */
export interface SignInWatcher {
  planned(signIn: SignIn): void;
  /** The sign-in as Duo knew the person at that time. */
  asKnown(signIn: SignIn): SignIn;
}
const NOBODY: SignInWatcher = { planned: () => undefined, asKnown: (signIn) => signIn };

/**
 * The authentication log. A million records fit, because only their times stay in memory; the text of a day is
 * made again, always the same, when a reader comes to it, and the last few days are held.
 */
export class RecordLog implements Log {
  private readonly days = new Map<number, Day>();
  private readonly held: Day[] = [];

  /** Everyday records before `oldest` (ms) do not exist. */
  constructor(
    private readonly organisation: Organisation,
    private readonly oldest: number,
    private readonly watcher: SignInWatcher = NOBODY,
  ) {}

  /** Lets go of the text of all days, so that it is made again under the names that hold now. */
  forget(): void {
    for (const day of this.held) day.entries = null;
    this.held.length = 0;
  }

  /** Plans the UTC days from `first` to `last` (days since 1970) that are not planned yet. */
  ensureDays(first: number, last: number): void {
    for (let day = first; day <= last; day += 1) this.dayOf(day);
  }

  insert(entry: Entry): void {
    const day = this.dayOf(Math.floor(entry.ms / DAY_MS));
    const at = (list: readonly Entry[]): number =>
      firstIndex(list, (other) => comparePositions(other, entry) > 0);
    day.extras.splice(at(day.extras), 0, entry);
    day.entries?.splice(at(day.entries), 0, entry);
  }

  /** Number of records with `from <= ms <= to`. */
  count(from: number, to: number): number {
    let total = 0;
    for (const day of this.between(from, to)) {
      const times = firstIndex(day.times, (ms) => ms > to) - firstIndex(day.times, (ms) => ms >= from);
      const extras =
        firstIndex(day.extras, ({ ms }) => ms > to) - firstIndex(day.extras, ({ ms }) => ms >= from);
      total += times + extras;
    }
    return total;
  }

  /** The records of a slice, one after the other, in its direction. */
  *walk(slice: Slice): Generator<Entry, void, undefined> {
    const { from, to, ascending, after } = slice;
    const days = this.between(
      ascending && after ? Math.max(from, after.ms) : from,
      !ascending && after ? Math.min(to, after.ms) : to,
    );
    if (!ascending) days.reverse();
    for (const day of days) {
      const entries = this.entriesOf(day);
      let low = firstIndex(entries, ({ ms }) => ms >= from);
      let high = firstIndex(entries, ({ ms }) => ms > to);
      if (after && ascending)
        low = Math.max(
          low,
          firstIndex(entries, (entry) => comparePositions(entry, after) > 0),
        );
      if (after && !ascending) {
        high = Math.min(
          high,
          firstIndex(entries, (entry) => comparePositions(entry, after) >= 0),
        );
      }
      for (let offset = 0; offset < high - low; offset += 1) {
        const entry = entries[ascending ? low + offset : high - 1 - offset];
        if (entry) yield entry;
      }
    }
  }

  private between(from: number, to: number): Day[] {
    const first = Math.floor(from / DAY_MS);
    const last = Math.floor(to / DAY_MS);
    return [...this.days.values()]
      .filter(({ day }) => day >= first && day <= last)
      .sort((left, right) => left.day - right.day);
  }

  private *everyday(day: number): Generator<SignIn, void, undefined> {
    if ((day + 1) * DAY_MS <= this.oldest) return;
    for (const signIn of planDay(this.organisation, day)) {
      if (signIn.micros >= this.oldest * 1000) yield signIn;
    }
  }

  private dayOf(day: number): Day {
    const known = this.days.get(day);
    if (known) return known;
    const times = Float64Array.from(this.everyday(day), (signIn) => {
      this.watcher.planned(signIn);
      return Math.floor(signIn.micros / 1000);
    });
    const made: Day = { day, times: times.sort(), extras: [], entries: null };
    this.days.set(day, made);
    return made;
  }

  private entriesOf(day: Day): Entry[] {
    const place = this.held.indexOf(day);
    if (place >= 0) this.held.splice(place, 1);
    this.held.push(day);
    if (day.entries) return day.entries;
    const evicted = this.held.length > DAYS_HELD ? this.held.shift() : undefined;
    if (evicted) evicted.entries = null;
    const everyday = Array.from(this.everyday(day.day), (signIn) => ({
      ms: Math.floor(signIn.micros / 1000),
      txid: signIn.txid,
      json: writeRecord(this.watcher.asKnown(signIn), this.organisation.edition),
    }));
    day.entries = [...everyday, ...day.extras].sort(comparePositions);
    return day.entries;
  }
}
