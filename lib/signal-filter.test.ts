import { describe, expect, it } from 'vitest';
import {
  parseColumns,
  parseSignalFilter,
  searchTimeWords,
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

describe('the time of a kept search', () => {
  const none = { since: null, from: null, to: null };

  it('is said in words, in the zone of the viewer', () => {
    const [from, to] = ['2026-11-01T23:30:00.000Z', '2026-11-02T10:00:00.000Z'];
    expect(searchTimeWords({ ...none, since: '30d' }, 'UTC')).toBe('last 30 days');
    expect(searchTimeWords({ ...none, since: 'all' }, 'UTC')).toBe('any time');
    expect(searchTimeWords(none, 'UTC')).toBe('last 7 days');
    expect(searchTimeWords({ ...none, from, to }, 'Europe/Berlin')).toBe(
      '2 Nov 2026 00:30 to 2 Nov 2026 11:00',
    );
    expect(searchTimeWords({ ...none, from }, 'UTC')).toBe('from 1 Nov 2026 23:30');
    expect(searchTimeWords({ ...none, to }, 'UTC')).toBe('until 2 Nov 2026 10:00');
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
