/** What a spreadsheet takes for the beginning of a formula, wherever it stands in front. */
const FORMULA = /^[\s]*[=+\-@|%]/;

/**
 * One line of a CSV file (RFC 4180, with its line end). A text that a spreadsheet would run as a formula is given an
 * apostrophe in front, which spreadsheets take for "this is text".
 */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
