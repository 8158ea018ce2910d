/** What one bench found: whether it met its goals, and the numbers, each under a name that says its unit. */
export interface BenchReport {
  readonly bench: string;
  readonly pass: boolean;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** How a bench is to run. */
export interface BenchOptions {
  /** A smoke run on little data: it shows that the bench works, and its figures prove nothing. */
  readonly quick: boolean;
  /** Seeds of chance, for benches that simulate; their own where none are given. */
  readonly seeds?: readonly number[] | undefined;
  /** What happens, in a sentence, for whoever waits. */
  readonly say: (sentence: string) => void;
}

/** The middle value; the mean of the two in the middle where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The value that 95 of 100 do not exceed. */
export function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
}

/** Rounded to `digits` behind the point, so that a figure claims no more than was measured. */
export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}
