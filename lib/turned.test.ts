import { describe, expect, it } from 'vitest';
import { parseTurned, withTurned } from './turned';

describe('what the address says is turned', () => {
  it('is nothing where it does not say', () => {
    expect([...parseTurned(null)]).toEqual([]);
    expect([...parseTurned('')]).toEqual([]);
  });

  it('is each that was turned, until it is turned back', () => {
    const one = withTurned(parseTurned(null), 'lag');
    expect(one).toBe('lag');
    const two = withTurned(parseTurned(one), 'outcomes');
    expect(two).toBe('lag,outcomes');
    expect(withTurned(parseTurned(two), 'lag')).toBe('outcomes');
    expect(withTurned(parseTurned(one), 'lag')).toBeNull();
  });
});
