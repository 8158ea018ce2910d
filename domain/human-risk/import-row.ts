import { IMPORTED_CATEGORIES, type ImportedCategory } from './risk-category';

/** The columns of a file, in the order of the template. The last may be left out. */
export const IMPORT_COLUMNS = ['person', 'category', 'value', 'date', 'note'] as const;
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];

const NEEDED: readonly ImportColumn[] = ['person', 'category', 'value', 'date'];

/** What is wrong with a line, and what to do. */
export interface LineFault {
  /** As an editor counts them, from 1. */
  readonly line: number;
  readonly field: ImportColumn | 'header' | 'line';
  readonly message: string;
}

/** A line that can be read. Who the person is, is found out later. */
export interface ImportRow {
  readonly line: number;
  /** E-mail address or username, in lower case. */
  readonly person: string;
  readonly category: ImportedCategory;
  readonly value: number;
  /** Start of the UTC day, epoch milliseconds. */
  readonly day: number;
  readonly note: string | null;
}

const DAY_MS = 86_400_000;
const EARLIEST = Date.UTC(2015, 0, 1);
const LONGEST_PERSON = 320;
const LONGEST_NOTE = 300;

/** Which cell holds which column, from the first line of a file; or what is wrong with that line. */
export function readImportHeader(
  cells: readonly string[],
):
  | { readonly ok: true; readonly places: ReadonlyMap<ImportColumn, number> }
  | { readonly ok: false; readonly fault: LineFault } {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const places = new Map(
    IMPORT_COLUMNS.flatMap((column) =>
      names.includes(column) ? [[column, names.indexOf(column)] as const] : [],
    ),
  );
  const missing = NEEDED.filter((column) => !places.has(column));
  const strange = cells.filter((_, index) => !IMPORT_COLUMNS.some((column) => column === names[index]));
  const twice = IMPORT_COLUMNS.filter((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (missing.length === 0 && strange.length === 0 && twice.length === 0) return { ok: true, places };
  const wrong = [
    missing.length > 0 ? `it lacks ${missing.join(', ')}` : null,
    strange.length > 0
      ? `it has ${strange.map(quoted).join(', ')}, which ${strange.length === 1 ? 'is no column' : 'are no columns'}`
      : null,
    twice.length > 0 ? `it has ${twice.join(', ')} twice` : null,
  ].filter((part) => part !== null);
  const message = `header: ${wrong.join(' and ')}. The first line names person, category, value, date and, if you like, note; begin with the template.`;
  return { ok: false, fault: { line: 1, field: 'header', message } };
}

/** Reads the cells of one line; all that is wrong with it is said at once. `now` is epoch milliseconds. */
export function readImportRow(
  line: number,
  cell: (column: ImportColumn) => string,
  now: number,
):
  | { readonly ok: true; readonly row: ImportRow }
  | { readonly ok: false; readonly faults: readonly LineFault[] } {
  const faults: LineFault[] = [];
  const fault = (field: ImportColumn, message: string): null => {
    faults.push({ line, field, message: `${field}: ${message}` });
    return null;
  };
  const person = cell('person').trim().toLowerCase();
  if (person === '') fault('person', 'it is empty. Give an e-mail address or a username.');
  if (person.length > LONGEST_PERSON) fault('person', `it is longer than ${LONGEST_PERSON} characters.`);
  const category = readCategory(cell('category'), fault);
  const value = readValue(cell('value'), fault);
  const day = readDay(cell('date'), now, fault);
  const note = cell('note').trim();
  if (note.length > LONGEST_NOTE) fault('note', `use at most ${LONGEST_NOTE} characters.`);
  if (faults.length > 0 || category === null || value === null || day === null) return { ok: false, faults };
  return { ok: true, row: { line, person, category, value, day, note: note === '' ? null : note } };
}

type Fault = (field: ImportColumn, message: string) => null;

function readCategory(text: string, fault: Fault): ImportedCategory | null {
  const word = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  const found = IMPORTED_CATEGORIES.find((category) => category === word);
  if (found !== undefined) return found;
  return fault('category', `${quoted(text)} is no category. Use one of ${IMPORTED_CATEGORIES.join(', ')}.`);
}

function readValue(text: string, fault: Fault): number | null {
  const word = text.trim().replace(',', '.');
  const value = /^\d{1,3}(\.\d{1,10})?$/.test(word) ? Number(word) : Number.NaN;
  if (value >= 0 && value <= 10) return value;
  return fault('value', `${quoted(text)} is not a number from 0 to 10. 0 is best, 10 is worst.`);
}

function readDay(text: string, now: number, fault: Fault): number | null {
  const word = text.trim();
  const day = /^\d{4}-\d{2}-\d{2}$/.test(word) ? Date.parse(`${word}T00:00:00Z`) : Number.NaN;
  // A day that a month does not have is read as one of the next month.
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== word)
    return fault('date', `${quoted(text)} is not a day. Write it as 2026-11-27.`);
  if (day > now + DAY_MS) return fault('date', `${word} is yet to come. Give the day on which it happened.`);
  if (day < EARLIEST)
    return fault('date', `${word} is before 2015. Evidence that old says nothing any more.`);
  return day;
}

/** What somebody wrote, short enough to be said again. */
function quoted(text: string): string {
  const word = text.trim();
  return word === '' ? 'an empty cell' : `“${word.length > 40 ? `${word.slice(0, 40)}…` : word}”`;
}

/**
 * Sets aside lines that contradict an earlier one: another value for the same person, category and day. A line that says
 * the same again is left out without a word.
 */
export function settleRows<Row extends ImportRow & { readonly personId: string }>(
  rows: readonly Row[],
): { readonly rows: readonly Row[]; readonly repeated: number; readonly faults: readonly LineFault[] } {
  const first = new Map<string, Row>();
  const faults: LineFault[] = [];
  let repeated = 0;
  for (const row of rows) {
    const key = `${row.personId} ${row.category} ${row.day}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, row);
    else if (before.value === row.value && before.note === row.note) repeated += 1;
    else
      faults.push({
        line: row.line,
        field: 'line',
        message: `line: line ${before.line} says something else of the same person, category and day. Keep one of the two.`,
      });
  }
  return { rows: [...first.values()], repeated, faults };
}
