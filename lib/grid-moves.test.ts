import { describe, expect, it } from 'vitest';
import { gridMove } from './grid-moves';

/** A row to open, one without links, two with numbers in three columns, one with a number in the last. */
const ROWS = [[0, 2, 4, 5], [], [2, 4, 5], [0, 2, 4, 5], [4]];

const go = (row: number, at: number, ...keys: readonly string[]) =>
  keys.reduce((place, key) => gridMove(ROWS, place, key) ?? place, { row, at });

describe('arrow keys in a table of links', () => {
  it('go along a row and stop at its ends', () => {
    expect(go(0, 0, 'ArrowRight', 'ArrowRight')).toEqual({ row: 0, at: 2 });
    expect(gridMove(ROWS, { row: 0, at: 3 }, 'ArrowRight')).toBeNull();
    expect(gridMove(ROWS, { row: 0, at: 0 }, 'ArrowLeft')).toBeNull();
    expect([go(0, 2, 'Home'), go(0, 1, 'End')]).toEqual([
      { row: 0, at: 0 },
      { row: 0, at: 3 },
    ]);
  });

  it('stay in the column where the next row has a link there, else go to the nearest, past rows without', () => {
    expect(go(0, 1, 'ArrowDown')).toEqual({ row: 2, at: 0 });
    expect(go(0, 0, 'ArrowDown')).toEqual({ row: 2, at: 0 });
    expect(go(0, 3, 'ArrowDown', 'ArrowDown', 'ArrowDown')).toEqual({ row: 4, at: 0 });
    expect(go(4, 0, 'ArrowUp')).toEqual({ row: 3, at: 2 });
    expect(gridMove(ROWS, { row: 4, at: 0 }, 'ArrowDown')).toBeNull();
    expect(gridMove(ROWS, { row: 0, at: 0 }, 'ArrowUp')).toBeNull();
  });

  it('reach every link from every other', () => {
    const reached = new Set<string>();
    const visit = (row: number, at: number) => {
      if (reached.has(`${row} ${at}`)) return;
      reached.add(`${row} ${at}`);
      for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
        const next = gridMove(ROWS, { row, at }, key);
        if (next !== null) visit(next.row, next.at);
      }
    };
    visit(4, 0);
    expect(reached.size).toBe(ROWS.flat().length);
  });

  it('go to the first and the last link with Control, and leave other keys alone', () => {
    expect(gridMove([[], ...ROWS, []], { row: 3, at: 1 }, 'Home', true)).toEqual({ row: 1, at: 0 });
    expect(gridMove([[], ...ROWS, []], { row: 3, at: 1 }, 'End', true)).toEqual({ row: 5, at: 0 });
    expect(gridMove(ROWS, { row: 0, at: 0 }, 'Enter')).toBeNull();
  });
});
