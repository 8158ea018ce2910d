import type { Organisation } from '../organisation/organisation';
import { DAY_MS, planDay } from './plan-day';
import type { SignIn } from './sign-in';
import { writeRecord } from './write-record';

/** One record as it is served: its place in time (ms), its transaction id and its JSON text. */
export interface Entry {
  readonly ms: number;
  readonly txid: string;
  readonly json: string;
}

/** A place in the log. Records are ordered by millisecond, then by transaction id. */
export type Position = Pick<Entry, 'ms' | 'txid'>;

export interface Slice {
  readonly from: number;
  readonly to: number;
  readonly ascending: boolean;
  /** Only records after this place, in the chosen direction. */
  readonly after: Position | null;
}

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

export function comparePositions(left: Position, right: Position): number {
  if (left.ms !== right.ms) return left.ms - right.ms;
  return left.txid < right.txid ? -1 : left.txid > right.txid ? 1 : 0;
}

/** Index of the first element for which `isPast` holds, in a list where it holds from some index on. */
function firstIndex<T>(list: ArrayLike<T>, isPast: (item: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item !== undefined && !isPast(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The authentication log. A million records fit, because only their times stay in memory; the text of a day is
 * made again, always the same, when a reader comes to it, and the last few days are held.
 */
export class RecordLog {
  private readonly days = new Map<number, Day>();
  private readonly held: Day[] = [];

  /** Everyday records before `oldest` (ms) do not exist. */
  constructor(
    private readonly organisation: Organisation,
    private readonly oldest: number,
  ) {}

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
    const times = Float64Array.from(this.everyday(day), ({ micros }) => Math.floor(micros / 1000));
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
      json: writeRecord(signIn, this.organisation.edition),
    }));
    day.entries = [...everyday, ...day.extras].sort(comparePositions);
    return day.entries;
  }
}
