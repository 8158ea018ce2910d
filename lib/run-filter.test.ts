import { describe, expect, it } from 'vitest';
import { narrows, parseRunFilter, runFilterInput } from './run-filter';

const from = (query: string) => {
  const search = new URLSearchParams(query);
  return parseRunFilter((name) => search.get(name));
};

describe('the filter of runs in an address', () => {
  it('comes back as the parameters of the API', () => {
    expect(runFilterInput(from('stream=activity&lane=live&result=failed&since=7d&errors=1'))).toEqual({
      stream: 'activity',
      lane: 'live',
      result: 'failed',
      range: '7d',
      errors: '1',
    });
  });

  it('reads instants in any zone and tells them in UTC', () => {
    expect(from('from=2026-11-23T14:00:00%2B02:00').from).toBe('2026-11-23T12:00:00.000Z');
  });

  it('does not narrow by what is misspelt', () => {
    expect(narrows(from('lane=fast&result=fine&since=2d&from=yesterday&errors=yes'))).toBe(false);
  });
});
