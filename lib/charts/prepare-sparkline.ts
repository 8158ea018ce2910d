export interface Sparkline {
  /** SVG path in a box of `width` by `height`; empty when there is nothing to draw. */
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/** A line through the values, scaled to the box. A flat line lies in the middle, a line of zeros at the bottom. */
export function prepareSparkline(values: readonly number[], width = 92, height = 20): Sparkline {
  const [first] = values;
  if (first === undefined) return { path: '', width, height };
  const low = Math.min(...values);
  const high = Math.max(...values);
  const inset = 2;
  const room = height - 2 * inset;
  const y = (value: number): number => {
    if (high === low) return high === 0 ? height - inset : height / 2;
    return inset + room * (1 - (value - low) / (high - low));
  };
  const step = values.length === 1 ? width : width / (values.length - 1);
  const shown = values.length === 1 ? [first, first] : values;
  const path = shown
    .map((value, index) => `${index === 0 ? 'M' : 'L'}${short(index * step)} ${short(y(value))}`)
    .join('');
  return { path, width, height };
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
