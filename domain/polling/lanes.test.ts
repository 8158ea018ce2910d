import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseLane,
  cutStretch,
  isLane,
  LANES,
  nextPiece,
  PIECE_MS,
  rereadWindow,
} from '@/domain/polling/lanes';

const NOW = Date.parse('2026-11-01T08:30:00Z');
const HOUR = 3_600_000;

describe('chooseLane', () => {
  it('takes the earliest of the list that is due, however long another has waited', () => {
    const lanes = [
      { lane: 'backfill', dueAt: NOW - 50 * HOUR },
      { lane: 'repull', dueAt: NOW - 1 },
      { lane: 'live', dueAt: NOW + 1 },
    ] as const;
    expect(chooseLane(lanes, NOW, false)).toBe('repull');
    expect(chooseLane(lanes, NOW + 1, false)).toBe('live');
  });

  it('takes none where none is due and has work', () => {
    expect(chooseLane([], NOW, false)).toBeNull();
    expect(chooseLane([{ lane: 'backfill', dueAt: null }], NOW, false)).toBeNull();
    expect(chooseLane([{ lane: 'live', dueAt: NOW + 1 }], NOW, false)).toBeNull();
  });

  it('leaves it to the live lane alone to find out whether the vendor still refuses', () => {
    const waiting = { lane: 'reread_short', dueAt: NOW - 1 } as const;
    expect(chooseLane([waiting, { lane: 'live', dueAt: NOW + 1 }], NOW, true)).toBeNull();
    expect(chooseLane([waiting, { lane: 'live', dueAt: NOW }], NOW, true)).toBe('live');
  });
});

describe('nextPiece', () => {
  it('reads any stretch from end to end, once, in pieces of at most a day', () => {
    const goals = fc.record({
      from: fc.integer({ min: 0, max: 1e12 }),
      length: fc.integer({ min: 0, max: 2e10 }),
    });
    fc.assert(
      fc.property(goals, ({ from, length }) => {
        const goal = { from, to: from + length };
        let watermark: number | null = null;
        let read = 0;
        for (;;) {
          const piece = nextPiece(goal, watermark);
          if (piece === null) break;
          expect(piece.from).toBe(watermark ?? goal.from);
          expect(piece.to - piece.from).toBeLessThanOrEqual(PIECE_MS);
          expect(piece.to).toBeGreaterThan(piece.from);
          read += piece.to - piece.from;
          watermark = piece.to;
        }
        expect(read).toBe(length);
      }),
    );
  });
});

describe('cutStretch', () => {
  const goal = { from: 100, to: 200 };

  it.each([
    ['loses nothing that is kept', null, 100, { rest: goal, lost: null }],
    ['loses what is too old, and goes on with the rest', null, 130, rest(130, { from: 100, to: 130 })],
    ['loses all that is too old', null, 300, { rest: null, lost: goal }],
    ['loses nothing that has been read', 150, 140, { rest: goal, lost: null }],
    ['loses nothing more at its end', 200, 300, { rest: goal, lost: null }],
    ['loses what is left of it', 150, 170, rest(170, { from: 150, to: 170 })],
  ] as const)('%s', (_claim, watermark, oldestKept, expected) => {
    expect(cutStretch(goal, watermark, oldestKept)).toEqual(expected);
  });

  function rest(from: number, lost: { from: number; to: number }) {
    return { rest: { from, to: 200 }, lost };
  }

  it('leaves nothing between what has been read, what is lost and what is left', () => {
    const instant = fc.integer({ min: 0, max: 1_000 });
    fc.assert(
      fc.property(instant, instant, fc.option(instant), instant, (from, length, read, oldestKept) => {
        const stretch = { from, to: from + length + 1 };
        const watermark = read === null ? null : Math.min(read, stretch.to);
        const { rest: left, lost } = cutStretch(stretch, watermark, oldestKept);
        const start = Math.max(from, watermark ?? from);
        if (lost === null) expect(left).toEqual(stretch);
        else expect(lost).toEqual({ from: start, to: left?.from ?? stretch.to });
        if (left !== null && start < left.from) expect(left.from).toBe(oldestKept);
      }),
    );
  });
});

describe('rereadWindow', () => {
  it('ends where the live lane has read to, and never begins before the stream was enabled', () => {
    expect(rereadWindow(NOW, 6 * HOUR, 0)).toEqual({ from: NOW - 6 * HOUR, to: NOW });
    expect(rereadWindow(NOW, 6 * HOUR, NOW - HOUR)).toEqual({ from: NOW - HOUR, to: NOW });
  });

  it('is none before the live lane has read anything', () => {
    expect(rereadWindow(null, 6 * HOUR, 0)).toBeNull();
    expect(rereadWindow(NOW, 6 * HOUR, NOW)).toBeNull();
  });
});

describe('isLane', () => {
  it('knows the lanes and nothing else', () => {
    expect(LANES.every(isLane)).toBe(true);
    expect(isLane('fast')).toBe(false);
  });
});
