import { countAxis, type ValueAxis } from './axis';

export interface BrokenAxis extends ValueAxis {
  /** How many values are taller than the axis: drawn with a break, their number written out. */
  readonly broken: number;
}

/** So much taller than all the others a value has to be before the scale lets go of it. */
const OUTLIER = 5;

/**
 * The axis for whole counts of which few may be far taller than the rest (an import of history, say). Where the tallest
 * tenth stands more than five times above everything else, the axis is made for the rest, and what is above its top is
 * broken: never flattened, never silently cut.
 */
export function brokenAxis(values: readonly number[]): BrokenAxis {
  const sorted = [...values].sort((a, b) => b - a);
  const tallest = sorted[0] ?? 0;
  const spared = Math.max(1, Math.floor(sorted.length / 10));
  const rest = sorted[spared] ?? 0;
  if (sorted.length < 3 || rest === 0 || tallest <= OUTLIER * rest)
    return { ...countAxis(tallest), broken: 0 };
  const axis = countAxis(rest);
  return { ...axis, broken: values.filter((value) => value > axis.top).length };
}
