import { describe, expect, it } from 'vitest';
import { csvRow } from './csv-row';

describe('a line of CSV', () => {
  it('keeps numbers as numbers, nothing as nothing, and quotes only what needs it', () => {
    expect(csvRow([1, null, 'plain', 'a, b', 'say "no"', 'two\nlines'])).toBe(
      '1,,plain,"a, b","say ""no""","two\nlines"\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '|calc', '%0A=1'])(
    'lets no spreadsheet run %j',
    (text) => {
      const cell = csvRow([text]).trimEnd().replace(/^"/, '');
      expect(cell.startsWith("'")).toBe(true);
    },
  );

  it('changes no other text', () => {
    expect(csvRow(['2026-11-23T14:00:00Z', 'a=b', 'x-y'])).toBe('2026-11-23T14:00:00Z,a=b,x-y\r\n');
  });
});
