export interface Sparkline {
  /** SVG path in a box of `width` by `height`; empty when there is nothing to draw. */
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/**
 * A line through the values, scaled to the box. A flat line lies in the middle, a line of zeros at the bottom; a value that
 * is not known breaks it.
 */
export function prepareSparkline(values: readonly (number | null)[], width = 92, height = 20): Sparkline {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { path: '', width, height };
  const low = Math.min(...known);
  const high = Math.max(...known);
  const inset = 2;
  const room = height - 2 * inset;
  const y = (value: number): number => {
    if (high === low) return high === 0 ? height - inset : height / 2;
    return inset + room * (1 - (value - low) / (high - low));
  };
  const step = values.length === 1 ? width : width / (values.length - 1);
  const shown = values.length === 1 ? [...values, ...values] : values;
  let drawing = false;
  const path = shown
    .map((value, index) => {
      if (value === null) {
        drawing = false;
        return '';
      }
      const point = `${drawing ? 'L' : 'M'}${short(index * step)} ${short(y(value))}`;
      drawing = true;
      return point;
    })
    .join('');
  return { path, width, height };
}

/** Runs of values whose time was not read whole, as fractions of the width; each value has half a step on both sides. */
export function unreadStretches(
  unread: readonly boolean[],
): { readonly key: string; readonly x: number; readonly width: number }[] {
  const steps = Math.max(1, unread.length - 1);
  const found: { key: string; x: number; width: number }[] = [];
  unread.forEach((gap, index) => {
    if (!gap || unread[index - 1] === true) return;
    const after = unread.indexOf(false, index);
    const last = (after === -1 ? unread.length : after) - 1;
    const x = Math.max(0, (index - 0.5) / steps);
    found.push({ key: String(index), x, width: Math.min(1, (last + 0.5) / steps) - x });
  });
  return found;
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
