const KEPT = 5000;
const MINUTE_MS = 60_000;

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

interface Pace {
  readonly mostInAMinute: number;
  readonly shortestGapMs: number | null;
}

function paceOf(requests: readonly RequestEntry[]): Pace {
  let first = 0;
  let mostInAMinute = 0;
  let shortestGapMs: number | null = null;
  for (const [index, { started }] of requests.entries()) {
    while ((requests[first]?.started ?? started) <= started - MINUTE_MS) first += 1;
    mostInAMinute = Math.max(mostInAMinute, index - first + 1);
    const before = requests[index - 1]?.started;
    if (before !== undefined) shortestGapMs = Math.min(shortestGapMs ?? started - before, started - before);
  }
  return { mostInAMinute, shortestGapMs };
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

  /**
   * Per path: how many, how many at once at most, answers by status, the most within any minute, the shortest time
   * from start to start (ms; null for fewer than two), and the last 5,000 requests. `path` asks for one alone.
   */
  report(path: string | null): Record<string, PathHistory & Pace> {
    const wanted = [...this.paths].filter(([name]) => path === null || name === path);
    return Object.fromEntries(
      wanted.map(([name, history]) => [name, { ...history, ...paceOf(history.last) }]),
    );
  }

  /** Forgets what was asked; requests that are open are counted on. */
  clear(): void {
    for (const [path, history] of this.paths) {
      if (history.open === 0) this.paths.delete(path);
      else Object.assign(history, { count: history.open, mostOpen: history.open, statuses: {}, last: [] });
    }
  }
}
