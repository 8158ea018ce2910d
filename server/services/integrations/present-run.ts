import { findStream } from '@/domain/connectors/catalogue';
import { isLane, LANE_LABELS } from '@/domain/polling/lanes';
import { type RunView, runViewSchema } from '@/domain/views/run';
import type { RunRow } from '@/server/data/integrations/runs';

/** A run as pages show it. */
export function presentRun(connector: string, run: RunRow): RunView {
  return runViewSchema.parse({
    id: run.id,
    stream: run.stream,
    streamLabel: findStream(connector, run.stream)?.label ?? run.stream,
    lane: run.lane,
    laneLabel: isLane(run.lane) ? LANE_LABELS[run.lane] : run.lane,
    trigger: run.trigger,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    durationMs:
      run.finishedAt === null ? null : Math.max(0, run.finishedAt.getTime() - run.startedAt.getTime()),
    requests: run.requests,
    pages: run.pages,
    fetched: run.fetched,
    new: run.added,
    duplicate: run.duplicate,
    updated: run.updated,
    quarantined: run.quarantined,
    cursorBefore: run.cursorBefore?.toISOString() ?? null,
    cursorAfter: run.cursorAfter?.toISOString() ?? null,
    result: run.result,
    errorCode: run.errorCode,
    errorMessage: run.errorMessage,
    retryAt: run.retryAt?.toISOString() ?? null,
    note: run.note,
  });
}
