const MINUS = '−';

/** A whole count with thousands apart: 8,214. */
export function formatCount(value: number): string {
  const digits = String(Math.abs(Math.round(value))).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return value < 0 ? `${MINUS}${digits}` : digits;
}

/** A count for an axis, where room is short: 800, 10k, 2.5M. */
export function formatCompact(value: number): string {
  if (value >= 1_000_000) return `${trimmed(value / 1_000_000)}M`;
  return value >= 10_000 ? `${trimmed(value / 1000)}k` : formatCount(value);
}

function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}

/** A difference with its sign; zero has none: +194, −4, 0. */
export function formatChange(value: number | null): string {
  if (value === null) return '–';
  return value > 0 ? `+${formatCount(value)}` : formatCount(value);
}

/** Points that something adds to a score, with sign and fixed decimals: +8.6. Cut, never rounded, as scores are. */
export function formatPoints(value: number, decimals: 1 | 2 = 1): string {
  const factor = 10 ** decimals;
  // The epsilon keeps 0.3, stored as 0.29999…, from being cut to 0.2.
  const cut = Math.floor(Math.abs(value) * factor * (1 + 8 * Number.EPSILON)) / factor;
  const sign = value < 0 ? MINUS : '+';
  return cut === 0
    ? `${value > 0 ? '<' : ''}${(value > 0 ? 1 / factor : 0).toFixed(decimals)}`
    : `${sign}${cut.toFixed(decimals)}`;
}

/**
 * What an event adds, from the decimal that the server fitted (`printedContributions`): +1.50. What is more than nothing
 * and has no hundredth of its own reads "<0.01", and counts as none in a sum.
 */
export function formatContribution(printed: string, value: number): string {
  if (Number(printed) !== 0) return formatPrinted(printed, true);
  return value > 0 ? '<0.01' : '0.00';
}

/** A score as it is printed: cut to one decimal, never rounded, so that it cannot contradict its band. */
export function formatScore(score: number): string {
  return (Math.floor(score * 10) / 10).toFixed(1);
}

/** A number with fixed decimals and a real minus: a weight, a value between two printed ones. */
export function formatDecimal(value: number, decimals: 1 | 2): string {
  return formatPrinted(value.toFixed(decimals));
}

/** A printed decimal from the server ("-1.66") with a real minus and, where asked, a plus. */
export function formatPrinted(printed: string, signed = false): string {
  if (printed.startsWith('-')) return `${MINUS}${printed.slice(1)}`;
  return signed ? `+${printed}` : printed;
}

/** A share between 0 and 1 as a percentage; what is more than nothing never reads as nothing. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return '<1 %';
  return `${Math.round(share * 100)} %`;
}

/** "1 person", "8,214 people". */
export function formatCountOf(value: number, one: string, many: string): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** A size in bytes as people read it: "812 B", "4.2 KB", "1.6 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${trimmed(bytes / 1_000)} KB` : `${trimmed(bytes / 1_000_000)} MB`;
}
