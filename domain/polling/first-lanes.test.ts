import { describe, expect, it } from 'vitest';
import { CISCO_DUO_STREAMS } from '@/domain/connectors/cisco-duo-streams';
import type { ConnectorStream } from '@/domain/connectors/connector-manifest';
import { firstLanes } from './first-lanes';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-19T14:00:00Z');
const FORWARD = { now: NOW, enabledAt: NOW, backfillDays: 0 };

const streamOf = (id: string): ConnectorStream => {
  const found = CISCO_DUO_STREAMS.find((stream) => stream.id === id);
  if (found === undefined) throw new Error(`Duo has no stream ${id}.`);
  return found;
};

describe('the lanes a stream begins with', () => {
  it('are due at once for new records, and later for what is read again', () => {
    expect(firstLanes(streamOf('authentication'), FORWARD)).toEqual([
      { lane: 'live', dueAt: NOW },
      { lane: 'reread_short', dueAt: NOW + DAY / 24 },
      { lane: 'reread_long', dueAt: NOW + DAY },
      { lane: 'repull', dueAt: null },
      { lane: 'backfill', dueAt: null },
    ]);
  });

  it('hold a backfill of the days before, where one is asked for', () => {
    const backfill = firstLanes(streamOf('activity'), { ...FORWARD, backfillDays: 30 }).at(-1);
    expect(backfill).toEqual({ lane: 'backfill', dueAt: NOW, goal: { from: NOW - 30 * DAY, to: NOW } });
  });

  it('never reach further back than the vendor keeps records', () => {
    const stream = streamOf('administrator');
    const backfill = firstLanes(stream, { ...FORWARD, backfillDays: 180 }).at(-1);
    expect(backfill?.goal?.from).toBe(NOW - stream.historyLimitMs);
    const old = { now: NOW, enabledAt: NOW - stream.historyLimitMs - DAY, backfillDays: 30 };
    expect(firstLanes(stream, old).at(-1)).toEqual({ lane: 'backfill', dueAt: null });
  });

  it('are the live one alone for what holds no records, and none where records are sent to us', () => {
    const asked = { ...FORWARD, backfillDays: 90 };
    expect(firstLanes(streamOf('directory'), asked)).toEqual([{ lane: 'live', dueAt: NOW }]);
    expect(firstLanes(streamOf('summary'), asked)).toEqual([{ lane: 'live', dueAt: NOW }]);
    expect(firstLanes({ ...streamOf('authentication'), paging: 'inbound' }, asked)).toEqual([]);
  });
});
