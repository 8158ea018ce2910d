import { describe, expect, it } from 'vitest';
import { checkRetention } from './retention-gap';

const DAY = 86_400_000;
const stream = (behindDays: number, intervalDays = 0.001) => ({
  label: 'Activity',
  behindMs: behindDays * DAY,
  intervalMs: intervalDays * DAY,
});

describe('retention', () => {
  it('is no matter while every stream is near the present', () => {
    expect(checkRetention(30, 180, [stream(0.01), stream(1)])).toMatchObject({ state: 'ok', remedy: null });
  });

  it('names the stream that is behind what the vendor still keeps', () => {
    const found = checkRetention(7, 180, [stream(8)]);
    expect(found.state).toBe('failed');
    expect(found.detail).toContain('Activity');
  });

  it('warns while there is still time, and of an interval that leaves none', () => {
    expect(checkRetention(7, 180, [stream(4)]).state).toBe('warning');
    expect(checkRetention(7, 180, [stream(0, 5)]).state).toBe('warning');
  });

  it('takes the vendor’s own limit where it says nothing, or claims more', () => {
    for (const said of [null, 3_650]) {
      expect(checkRetention(said, 180, [stream(181)]).state).toBe('failed');
      expect(checkRetention(said, 180, [stream(10)]).detail).toContain('180 days');
    }
  });
});
