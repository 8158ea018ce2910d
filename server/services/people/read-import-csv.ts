import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import {
  type ImportRow,
  type LineFault,
  readImportHeader,
  readImportRow,
} from '@/domain/human-risk/import-row';

const recordSchema = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

/** What a file holds: lines that can be read, and what is wrong with the others. */
export interface ReadImport {
  readonly lines: number;
  readonly rows: readonly ImportRow[];
  readonly faults: readonly LineFault[];
}

/**
 * Reads a CSV file (RFC 4180) with comma, semicolon or tab between its cells, whichever its first line has; a mark of
 * the byte order and lines without anything do not matter. Never throws for what is in it.
 */
export function readImportCsv(text: string, now: number): ReadImport {
  const first = /^\uFEFF?[^\r\n]*/.exec(text)?.[0] ?? '';
  const broken: LineFault[] = [];
  const given: unknown = parse(text, {
    bom: true,
    delimiter: [';', '\t'].find((mark) => first.includes(mark)) ?? ',',
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error instanceof CsvError) broken.push(brokenLine(error));
    },
  });
  const records = z.array(recordSchema).parse(given);
  const [head, ...rest] = records.filter(({ record }) => record.some((cell) => cell.trim() !== ''));
  if (head === undefined)
    return {
      lines: 0,
      rows: [],
      faults: [
        ...broken,
        { line: 1, field: 'header', message: 'header: the file is empty. Begin with the template.' },
      ],
    };
  const header = readImportHeader(head.record);
  if (!header.ok) return { lines: rest.length, rows: [], faults: [header.fault] };
  const rows: ImportRow[] = [];
  const faults = [...broken];
  for (const { record, info } of rest) {
    const line = firstLine(record, info.lines);
    if (record.length > head.record.length && record.slice(head.record.length).some((cell) => cell !== '')) {
      const message =
        'line: it has more cells than the header. Put text with a comma in it into double quotes.';
      faults.push({ line, field: 'line', message });
      continue;
    }
    const read = readImportRow(line, (column) => record[header.places.get(column) ?? -1] ?? '', now);
    if (read.ok) rows.push(read.row);
    else faults.push(...read.faults);
  }
  return { lines: rest.length + broken.length, rows, faults: faults.sort((a, b) => a.line - b.line) };
}

/** The parser names the last line of a record; an editor goes to the first. */
function firstLine(record: readonly string[], last: number): number {
  return last - record.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
}

function brokenLine(error: CsvError): LineFault {
  const lines: unknown = Reflect.get(error, 'lines');
  const line = typeof lines === 'number' ? lines : 1;
  const message =
    'line: its double quotes do not match. Put a cell with quotes in it into quotes, and write each of its own twice.';
  return { line, field: 'line', message };
}

/** Lines that came through the API as a list, by the same rules; the first is line 1. */
export function readImportList(
  given: readonly Readonly<Partial<Record<string, string | number>>>[],
  now: number,
): ReadImport {
  const rows: ImportRow[] = [];
  const faults: LineFault[] = [];
  for (const [index, row] of given.entries()) {
    const read = readImportRow(index + 1, (column) => String(row[column] ?? ''), now);
    if (read.ok) rows.push(read.row);
    else faults.push(...read.faults);
  }
  return { lines: given.length, rows, faults };
}
