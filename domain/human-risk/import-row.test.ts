import { describe, expect, it } from 'vitest';
import { type ImportColumn, readImportHeader, readImportRow, settleRows } from './import-row';

const NOW = Date.UTC(2026, 10, 27, 9);

const read = (changes: Partial<Record<ImportColumn, string>>) => {
  const cells = { person: 'ada@example.com', category: 'malware', value: '4', date: '2026-11-20', note: '' };
  return readImportRow(7, (column) => ({ ...cells, ...changes })[column], NOW);
};

/** What is said of a line with these cells. */
const saidOf = (changes: Partial<Record<ImportColumn, string>>): string[] => {
  const result = read(changes);
  return result.ok ? [] : result.faults.map(({ line, message }) => `${line} ${message}`);
};

describe('a header', () => {
  it('may have its columns in any order and case, and leave the note out', () => {
    const header = readImportHeader([' Date', 'PERSON', 'value', 'Category']);
    expect(header.ok && header.places.get('category')).toBe(3);
  });

  it.each([
    [['name', 'category', 'value', 'date'], 'it lacks person and it has “name”, which is no column'],
    [['name', 'score'], 'and it has “name”, “score”, which are no columns'],
    [['person', 'category', 'value', 'date', 'date'], 'it has date twice'],
    [['ada@example.com', 'malware', '4', '2026-11-20'], 'it lacks person, category, value, date'],
  ])('%j is refused with what is wrong and what to do', (cells, said) => {
    const header = readImportHeader(cells);
    expect(header.ok).toBe(false);
    if (header.ok) return;
    expect(header.fault).toMatchObject({ line: 1, field: 'header' });
    expect(header.fault.message).toContain(said);
    expect(header.fault.message).toContain('begin with the template');
  });
});

describe('a line', () => {
  it('is read with its day in UTC, a comma for a point, and the category as people write it', () => {
    expect(
      read({ person: ' ADA@Example.com ', category: 'Simulated Phishing', value: '7,5', note: ' x ' }),
    ).toEqual({
      ok: true,
      row: {
        line: 7,
        person: 'ada@example.com',
        category: 'simulated_phishing',
        value: 7.5,
        day: Date.UTC(2026, 10, 20),
        note: 'x',
      },
    });
  });

  it.each([
    [{ value: '11' }, '7 value: “11” is not a number from 0 to 10'],
    [{ value: '-1' }, '7 value: “-1” is not a number'],
    [{ value: '1e1' }, '7 value: “1e1” is not a number'],
    [{ value: '' }, '7 value: an empty cell is not a number'],
    [{ date: '20.11.2026' }, '7 date: “20.11.2026” is not a day. Write it as 2026-11-27'],
    [{ date: '2026-02-30' }, '7 date: “2026-02-30” is not a day'],
    [{ date: '2026-12-24' }, '7 date: 2026-12-24 is yet to come'],
    [{ date: '1999-01-01' }, '7 date: 1999-01-01 is before 2015'],
    [
      { category: 'mfa_enrolment' },
      '7 category: “mfa_enrolment” is no category. Use one of simulated_phishing',
    ],
    [{ person: ' ' }, '7 person: it is empty'],
    [{ note: 'x'.repeat(301) }, '7 note: use at most 300 characters'],
  ])('with %j says which field and what to do', (changes, said) => {
    expect(saidOf(changes)).toHaveLength(1);
    expect(saidOf(changes)[0]).toContain(said);
  });

  it('says all that is wrong with it at once', () => {
    expect(saidOf({ person: '', value: 'x', date: 'x' })).toHaveLength(3);
  });
});

describe('several lines', () => {
  const row = (line: number, value: number, day = 0) =>
    ({ line, personId: 'ada', person: 'ada', category: 'malware', value, day, note: null }) as const;

  it('for one person, category and day are one where they agree, and a fault where they do not', () => {
    const { rows, repeated, faults } = settleRows([row(2, 4), row(3, 4), row(4, 5), row(5, 5, 1)]);
    expect([rows.map(({ line }) => line), repeated]).toEqual([[2, 5], 1]);
    expect(faults.map(({ line }) => line)).toEqual([4]);
    expect(faults[0]?.message).toContain('line 2 says something else');
  });
});
