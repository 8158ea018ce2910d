const DAY_MS = 86_400_000;

/**
 * An instant as a field of date and time takes it, in a zone: "2026-11-23T08:05", cut to the minute, or
 * "2026-11-23T08:05:47" for a field that has seconds.
 */
export function toLocalInput(at: number, zone: string, unit: 'minute' | 'second' = 'minute'): string {
  const [step, length] = unit === 'minute' ? [60_000, 16] : [1_000, 19];
  return new Date(Math.floor(at / step) * step + offsetOf(at, zone)).toISOString().slice(0, length);
}

/**
 * The instant that a field of date and time means in a zone; null where it holds none. Of an hour that the clocks go
 * through twice the first is meant; one that they leap over is read as if they had not.
 */
export function fromLocalInput(text: string, zone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return null;
  const wall = Date.parse(`${text}Z`);
  if (Number.isNaN(wall)) return null;
  const earlier = wall - offsetOf(wall - DAY_MS, zone);
  if (earlier + offsetOf(earlier, zone) === wall) return earlier;
  const later = wall - offsetOf(wall + DAY_MS, zone);
  return later + offsetOf(later, zone) === wall ? later : earlier;
}

/** Days of a zone that begin before `to`, from the one that holds `from`, with the instants at which they begin. */
export function midnights(from: number, to: number, zone: string): { day: string; at: number }[] {
  const days: { day: string; at: number }[] = [];
  const date = new Date(`${toLocalInput(from, zone).slice(0, 10)}T00:00:00Z`);
  for (;;) {
    const day = date.toISOString().slice(0, 10);
    const at = fromLocalInput(`${day}T00:00`, zone);
    if (at === null || at >= to) return days;
    days.push({ day, at });
    date.setUTCDate(date.getUTCDate() + 1);
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(zone: string): Intl.DateTimeFormat {
  const made = formats.get(zone);
  if (made !== undefined) return made;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

/** Milliseconds that the clocks of a zone are ahead of UTC at an instant. */
function offsetOf(at: number, zone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatIn(zone).formatToParts(at)) parts[type] = Number(value);
  const wall = new Date(0);
  // `Date.UTC` takes a year below 100 for one of the 20th century.
  wall.setUTCFullYear(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day ?? 1);
  wall.setUTCHours(parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0);
  return wall.getTime() - Math.floor(at / 1_000) * 1_000;
}
