import { describe, expect, it } from 'vitest';
import { unreadStretches } from './prepare-sparkline';

describe('what a small line shows as not read', () => {
  it('lies around the values that it touches, and within the line', () => {
    const [yes, no] = [true, false] as const;
    expect(unreadStretches([no, no, no])).toEqual([]);
    expect(unreadStretches([yes, yes, no, no, yes])).toEqual([
      { key: '0', x: 0, width: 0.375 },
      { key: '4', x: 0.875, width: 0.125 },
    ]);
    expect(unreadStretches([yes])).toEqual([{ key: '0', x: 0, width: 0.5 }]);
  });
});
