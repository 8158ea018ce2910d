import { comparePositions, firstIndex, type Entry, type Log, type Slice } from './log';

/** A log that is small enough to be held whole. Records come in any order and are sorted when somebody reads. */
export class EventLog implements Log {
  private readonly entries: Entry[] = [];
  private sorted = true;

  insert(entry: Entry): void {
    const last = this.entries.at(-1);
    if (last && comparePositions(last, entry) > 0) this.sorted = false;
    this.entries.push(entry);
  }

  count(from: number, to: number): number {
    const entries = this.inOrder();
    return Math.max(
      0,
      firstIndex(entries, ({ ms }) => ms > to) - firstIndex(entries, ({ ms }) => ms >= from),
    );
  }

  *walk({ from, to, ascending, after }: Slice): Generator<Entry, void, undefined> {
    const entries = this.inOrder();
    const isPast = (entry: Entry): boolean => after !== null && comparePositions(entry, after) > 0;
    const isReached = (entry: Entry): boolean => after !== null && comparePositions(entry, after) >= 0;
    const first = firstIndex(entries, ({ ms }) => ms >= from);
    const end = firstIndex(entries, ({ ms }) => ms > to);
    const low = after && ascending ? Math.max(first, firstIndex(entries, isPast)) : first;
    const high = after && !ascending ? Math.min(end, firstIndex(entries, isReached)) : end;
    for (let offset = 0; offset < high - low; offset += 1) {
      const entry = entries[ascending ? low + offset : high - 1 - offset];
      if (entry) yield entry;
    }
  }

  /** Writes the record of this id anew, at its place; false when there is none. */
  rewrite(id: string, write: (json: string) => string): boolean {
    const at = this.entries.findIndex(({ txid }) => txid === id);
    const entry = this.entries[at];
    if (!entry) return false;
    this.entries[at] = { ...entry, json: write(entry.json) };
    return true;
  }

  private inOrder(): readonly Entry[] {
    if (!this.sorted) {
      this.entries.sort(comparePositions);
      this.sorted = true;
    }
    return this.entries;
  }
}
