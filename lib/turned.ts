/** What an address says is turned from how it usually is: charts that are tables, lists that are whole. */
export function parseTurned(value: string | null): ReadonlySet<string> {
  return new Set((value ?? '').split(',').filter((id) => id !== ''));
}

/** What the address says once one of them is turned, or turned back; null for nothing. */
export function withTurned(turned: ReadonlySet<string>, id: string): string | null {
  const next = turned.has(id) ? [...turned].filter((one) => one !== id) : [...turned, id];
  return next.length === 0 ? null : next.join(',');
}
