const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;

/**
 * The 24 hours up to an instant in whole quarters of an hour, by which signals are counted: up to half an hour more than a day.
 * All in epoch milliseconds, half open.
 */
export function lastDay(at: number): { readonly from: number; readonly to: number } {
  return {
    from: Math.floor((at - DAY_MS) / QUARTER_MS) * QUARTER_MS,
    to: (Math.floor(at / QUARTER_MS) + 1) * QUARTER_MS,
  };
}
