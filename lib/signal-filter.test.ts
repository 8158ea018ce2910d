import { describe, expect, it } from 'vitest';
import {
  parseColumns,
  parseSignalFilter,
  signalFilterInput,
  withoutTerm,
  withTerms,
  writeColumns,
} from './signal-filter';

const from = (parameters: Record<string, string>) => parseSignalFilter((name) => parameters[name]);

describe('the filter in an address', () => {
  it('is read as it was written', () => {
    expect(from({ q: 'ada', since: '30d' })).toEqual({ q: 'ada', since: '30d', from: null, to: null });
    expect(signalFilterInput(from({ q: 'ada', since: '30d' }))).toEqual({ q: 'ada', since: '30d' });
  });

  it('asks for from and to in place of a time that ends now', () => {
    const own = from({ since: '30d', from: '2026-11-01T00:00Z' });
    expect(signalFilterInput(own)).toEqual({ from: '2026-11-01T00:00:00.000Z' });
  });

  it('does not narrow by what it misspells', () => {
    expect(signalFilterInput(from({ since: '3y', from: 'soon' }))).toEqual({ since: '7d' });
  });
});

describe('conditions', () => {
  const denied = { field: 'result', value: 'denied', negated: false } as const;

  it('are added once and taken away again', () => {
    const q = withTerms('ada', [denied, denied]);
    expect(q).toBe('ada result:denied');
    expect(withTerms(q, [denied])).toBe(q);
    expect(withoutTerm(q, denied)).toBe('ada');
  });
});

describe('columns', () => {
  it('are named only where they are not those of everyday', () => {
    expect(writeColumns(parseColumns(null))).toBeNull();
    expect(parseColumns(writeColumns(['transaction', 'person']))).toEqual(['person', 'transaction']);
    expect(parseColumns(writeColumns([]))).toEqual([]);
    expect(parseColumns('nonsense')).toEqual([]);
  });
});
