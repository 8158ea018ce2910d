/** The instant that a parameter of an address names, as the API takes it; null where it names none. */
export function parseInstant(value: string | string[] | null | undefined): string | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
