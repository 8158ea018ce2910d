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

  it('hold all that was asked for, also what the vendor no longer keeps: it is named when it is read', () => {
    const backfill = firstLanes(streamOf('administrator'), { ...FORWARD, backfillDays: 180 }).at(-1);
    expect(backfill).toEqual({ lane: 'backfill', dueAt: NOW, goal: { from: NOW - 180 * DAY, to: NOW } });
  });

  it('are the live one alone for what holds no records, and none where records are sent to us', () => {
    const asked = { ...FORWARD, backfillDays: 90 };
    expect(firstLanes(streamOf('directory'), asked)).toEqual([{ lane: 'live', dueAt: NOW }]);
    expect(firstLanes(streamOf('summary'), asked)).toEqual([{ lane: 'live', dueAt: NOW }]);
    expect(firstLanes({ ...streamOf('authentication'), paging: 'inbound' }, asked)).toEqual([]);
  });
});
