/** What a spreadsheet takes for the beginning of a formula, wherever it stands in front. */
const FORMULA = /^[\s]*[=+\-@|%]/;

/**
 * The same further inside: a spreadsheet that takes another sign for the separator, as where a comma divides decimals, begins
 * a cell behind it; and a line, where the quotes in front are not the first thing of a cell to it.
 */
const FORMULA_INSIDE = /([;\t\r\n][\s"]*)(?=[=+\-@|%])/g;

/**
 * One line of a CSV file (RFC 4180, with its line end). A text that a spreadsheet would run as a formula is given an
 * apostrophe in front, which spreadsheets take for "this is text"; what another separator would make one is given it there.
 */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const inside = value.replace(FORMULA_INSIDE, "$1'");
  const safe = FORMULA.test(value) || /^[\t\r\n]/.test(value) ? `'${inside}` : inside;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
