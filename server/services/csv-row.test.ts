import fc from 'fast-check';
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

  it.each([
    ['x;=1+1', "x;'=1+1"],
    ['x; =1+1', "x; '=1+1"],
    ['x\t@SUM(A1)', "x\t'@SUM(A1)"],
    ['x;"=1+1', `"x;""'=1+1"`],
    ['x\n=1+1', `"x\n'=1+1"`],
    ['a; -b', "a; '-b"],
    [';=1;+2', ";'=1;'+2"],
  ])('lets none run %j behind the separator of another spreadsheet', (text, cell) => {
    expect(csvRow([text])).toBe(`${cell}\r\n`);
  });

  /** The cells of a line as a spreadsheet with this separator reads them, which takes quotes at the beginning of a cell alone. */
  const cellsOf = (line: string, separator: string): string[] => {
    const cells: string[] = [];
    let cell = '';
    let quoted = false;
    let begun = false;
    for (let at = 0; at < line.length; at += 1) {
      const sign = line.charAt(at);
      if (quoted && sign === '"' && line.charAt(at + 1) === '"') at += 1;
      else if (quoted && sign === '"') {
        quoted = false;
        continue;
      } else if (!quoted && !begun && sign === '"') {
        quoted = true;
        begun = true;
        continue;
      } else if (!quoted && (sign === separator || sign === '\n' || sign === '\r')) {
        cells.push(cell);
        cell = '';
        begun = false;
        continue;
      }
      cell += sign;
      begun = true;
    }
    return [...cells, cell];
  };

  it('begins no cell with a formula, whatever is in it and whichever separator is believed', () => {
    const text = fc.string({
      unit: fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '|',
        '%',
        ';',
        '\t',
        '\r',
        '\n',
        ' ',
        ',',
        '"',
        "'",
        'a',
        '1',
      ),
    });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
        const line = csvRow(texts);
        for (const separator of [',', ';', '\t'])
          expect(cellsOf(line, separator).filter((cell) => /^\s*[=+\-@|%]/.test(cell))).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
  });

  it('changes no other text', () => {
    expect(csvRow(['2026-11-23T14:00:00Z', 'a=b', 'x-y'])).toBe('2026-11-23T14:00:00Z,a=b,x-y\r\n');
  });
});
