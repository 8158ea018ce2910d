const KEPT = 500;

/** One request as the simulator saw it; times are milliseconds of its clock, `ended` null while it is open. */
export interface RequestEntry {
  readonly path: string;
  readonly query: string;
  readonly started: number;
  ended: number | null;
  /** HTTP status; 0 when the connection was dropped without an answer. */
  status: number;
  code: number | null;
}

interface PathHistory {
  count: number;
  open: number;
  mostOpen: number;
  statuses: Record<string, number>;
  last: RequestEntry[];
}

/** What was asked and when, per path, so that a test can judge a client's pace. */
export class RequestLog {
  private readonly paths = new Map<string, PathHistory>();

  begin(path: string, query: string, now: number): RequestEntry {
    const entry: RequestEntry = { path, query, started: now, ended: null, status: 0, code: null };
    const history = this.paths.get(path) ?? { count: 0, open: 0, mostOpen: 0, statuses: {}, last: [] };
    this.paths.set(path, history);
    history.count += 1;
    history.open += 1;
    history.mostOpen = Math.max(history.mostOpen, history.open);
    history.last.push(entry);
    if (history.last.length > KEPT) history.last.shift();
    return entry;
  }

  end(entry: RequestEntry, now: number): void {
    if (entry.ended !== null) return;
    entry.ended = now;
    const history = this.paths.get(entry.path);
    if (!history) return;
    history.open -= 1;
    history.statuses[entry.status] = (history.statuses[entry.status] ?? 0) + 1;
  }

  /** Per path: how many, how many at once at most, answers by status, and the last 500 requests. */
  report(): Record<string, PathHistory> {
    return Object.fromEntries(this.paths);
  }
}
