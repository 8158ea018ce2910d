/** The row that is open where an address does not say. */
const USUAL = 'identity';
const NONE = 'none';

/** Which rows of the behaviors an address says are open. */
export function parseOpenRows(value: string | null): ReadonlySet<string> {
  if (value === null) return new Set([USUAL]);
  return new Set(value.split(',').filter((id) => id !== '' && id !== NONE));
}

/** What the address says once a row is opened, or closed where it was open; null for what needs not be said. */
export function withRowTurned(rows: ReadonlySet<string>, id: string): string | null {
  const turned = rows.has(id) ? [...rows].filter((one) => one !== id) : [...rows, id];
  if (turned.length === 0) return NONE;
  return turned.length === 1 && turned[0] === USUAL ? null : turned.join(',');
}
