import { isLane, type Lane } from '@/domain/polling/lanes';
import type { Range } from '@/domain/views/dashboard';
import { RANGE_ORDER } from '@/lib/ranges';
import { RUN_RESULTS, type RunResult } from '@/domain/run-words';
import type { RunView } from '@/domain/views/run';

/** How the runs are narrowed; null does not narrow. `from` and `to` in ISO 8601. */
export interface RunFilter {
  readonly stream: string | null;
  readonly lane: Lane | null;
  readonly result: RunResult | null;
  readonly range: Range | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly errors: boolean;
}

export const RESULT_WORDS: Readonly<Record<RunResult, string>> = {
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  lost: 'Cut off',
};

export const TRIGGER_WORDS: Readonly<Record<RunView['trigger'], string>> = {
  schedule: 'Schedule',
  manual: 'By hand',
  retry: 'Retry',
  delivery: 'Delivery',
};

/** The filter that an address names. What it misspells does not narrow. */
export function parseRunFilter(get: (name: string) => string | null): RunFilter {
  const lane = get('lane') ?? '';
  return {
    stream: get('stream'),
    lane: isLane(lane) ? lane : null,
    result: RUN_RESULTS.find((result) => result === get('result')) ?? null,
    range: parseTime(get('since')),
    from: instant(get('from')),
    to: instant(get('to')),
    errors: get('errors') === '1',
  };
}

function parseTime(value: string | null): Range | null {
  return RANGE_ORDER.find((range) => range === value) ?? null;
}

function instant(value: string | null): string | null {
  const at = value === null ? NaN : Date.parse(value);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** The filter as parameters of the API; what does not narrow is left out. */
export function runFilterInput(filter: RunFilter) {
  return {
    ...(filter.stream !== null && { stream: filter.stream }),
    ...(filter.lane !== null && { lane: filter.lane }),
    ...(filter.result !== null && { result: filter.result }),
    ...(filter.range !== null && { range: filter.range }),
    ...(filter.from !== null && { from: filter.from }),
    ...(filter.to !== null && { to: filter.to }),
    ...(filter.errors && { errors: '1' as const }),
  };
}

/** Whether the filter leaves anything out. */
export function narrows(filter: RunFilter): boolean {
  return Object.keys(runFilterInput(filter)).length > 0;
}
