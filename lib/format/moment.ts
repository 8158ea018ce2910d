import { formatDuration, formatSpan } from './duration';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;

interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly clock: string;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The calendar and clock of an instant in a zone. Intl only splits; the words are ours, alike everywhere. */
function wallTime(at: number, zone: string): WallTime {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(zone, formatter);
  }
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const part of formatter.formatToParts(at)) parts[part.type] = part.value;
  return {
    year: Number(parts.year),
    month: Number(parts.month),
    day: Number(parts.day),
    clock: `${parts.hour ?? '00'}:${parts.minute ?? '00'}:${parts.second ?? '00'}`,
  };
}

/** "24 Oct". */
export function formatDay(at: number, zone: string): string {
  const { day, month } = wallTime(at, zone);
  return `${day} ${MONTHS[month - 1] ?? ''}`;
}

/** "13:59:58", or "13:59" without seconds. */
export function formatClock(at: number, zone: string, seconds = true): string {
  const { clock } = wallTime(at, zone);
  return seconds ? clock : clock.slice(0, 5);
}

/** The clock for today, day and clock for this year, else the whole date: as short as it can be without doubt. */
export function formatMoment(at: number, zone: string, now: number, seconds = true): string {
  const day = dayUnlessToday(at, zone, now);
  return day === '' ? formatClock(at, zone, seconds) : `${day} ${formatClock(at, zone, false)}`;
}

/** "19 Nov", with the year where it is another one; nothing for today. */
function dayUnlessToday(at: number, zone: string, now: number): string {
  const then = wallTime(at, zone);
  const today = wallTime(now, zone);
  if (then.year !== today.year) return formatDate(at, zone);
  return then.month === today.month && then.day === today.day ? '' : formatDay(at, zone);
}

/**
 * The same with its day and to the second in every case, for what is read as a point of the past: "today, 24 Oct 13:59:58",
 * "23 Oct 13:59:07". The date stands beside "today", since a page may be printed, or left open over midnight.
 */
export function formatDatedMoment(at: number, zone: string, now: number): string {
  const day = dayUnlessToday(at, zone, now);
  return `${day === '' ? `today, ${formatDay(at, zone)}` : day} ${formatClock(at, zone)}`;
}

/** "24 Oct 2026". */
export function formatDate(at: number, zone: string): string {
  const { day, month, year } = wallTime(at, zone);
  return `${day} ${MONTHS[month - 1] ?? ''} ${year}`;
}

/** What a hover says: local moment with its zone, then UTC. */
export function formatExact(at: number, zone: string): string {
  const say = (where: string) => `${formatDate(at, where)} ${formatClock(at, where)}`;
  return zone === 'UTC' ? `${say('UTC')} UTC` : `${say(zone)} (${zone}) · ${say('UTC')} UTC`;
}

/** The same of a stretch of time: "23 Nov 2026 13:00:00 to 14:00:00 UTC". */
export function formatExactSpan(from: number, to: number, zone: string): string {
  const say = (where: string) => {
    const [first, last] = [formatDate(from, where), formatDate(to, where)];
    const until = first === last ? formatClock(to, where) : `${last} ${formatClock(to, where)}`;
    return `${first} ${formatClock(from, where)} to ${until}`;
  };
  return zone === 'UTC' ? `${say('UTC')} UTC` : `${say(zone)} (${zone}) · ${say('UTC')} UTC`;
}

/** "22 s ago", "in 38 s", "just now"; two units inside the first hour of the past when `exact`. */
export function formatRelative(at: number, now: number, exact = false): string {
  const distance = now - at;
  if (Math.abs(distance) < 1000) return 'just now';
  const length = exact ? formatDuration(Math.trunc(distance / 1000) * 1000) : formatSpan(distance);
  return distance > 0 ? `${length} ago` : `in ${length}`;
}

/** Whether an instant is a midnight of UTC: the start of a bucket that is a day of UTC. */
export function isUtcMidnight(at: number): boolean {
  return at % DAY_MS === 0;
}
