const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A length of time in its two largest units: "0.41 s", "38 s", "2 min 4 s", "18 h", "7 d 14 h".
 * @param ms milliseconds; the sign is left out.
 */
export function formatDuration(ms: number): string {
  const length = Math.abs(ms);
  if (length < 10 * SECOND) return `${trimZeros((length / SECOND).toFixed(length < SECOND ? 2 : 1))} s`;
  const seconds = Math.floor(length / SECOND);
  if (length < MINUTE) return `${seconds} s`;
  if (length < HOUR) return twoUnits(Math.floor(length / MINUTE), 'min', seconds % 60, 's');
  if (length < DAY)
    return twoUnits(Math.floor(length / HOUR), 'h', Math.floor((length % HOUR) / MINUTE), 'min');
  return twoUnits(Math.floor(length / DAY), 'd', Math.floor((length % DAY) / HOUR), 'h');
}

/** A length of time in its largest unit only, for lists: "22 s", "4 min", "18 h", "3 d". */
export function formatSpan(ms: number): string {
  const length = Math.abs(ms);
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`;
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`;
  if (length < DAY) return `${Math.floor(length / HOUR)} h`;
  return `${Math.floor(length / DAY)} d`;
}

/** A polling interval in the unit people set it in: "60 s", "5 min", "6 h". */
export function formatInterval(seconds: number): string {
  if (seconds <= 60 || seconds % 60 !== 0) return `${seconds} s`;
  return formatDuration(seconds * SECOND);
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

function trimZeros(decimal: string): string {
  return decimal.replace(/\.0+$/, '');
}
