/** Cookie in which a browser tells its time zone, so that the first paint already shows local times. */
export const ZONE_COOKIE = 'parapet-zone';

/** The zone of the browser. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** The zone named by the cookie, or UTC where there is none or it is not a zone. */
export function parseZone(value: string | undefined): string {
  if (value === undefined || !/^[A-Za-z0-9_+\-/]{1,64}$/.test(value)) return 'UTC';
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: value });
    return value;
  } catch {
    return 'UTC';
  }
}
