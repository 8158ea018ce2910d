/** A value axis that begins at zero: a round top and the lines to draw, as fractions of the height from below. */
export interface ValueAxis {
  readonly top: number;
  readonly lines: readonly { readonly value: number; readonly fraction: number }[];
}

/** The axis for whole counts up to `max`: at most four steps, each 1, 2 or 5 times a power of ten. */
export function countAxis(max: number): ValueAxis {
  const target = Math.max(max, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(target));
  const step = Math.max(1, power * ([1, 2, 5, 10].find((factor) => factor * power >= target) ?? 10));
  const steps = Math.max(1, Math.ceil(Math.max(max, 1) / step));
  const top = steps * step;
  return {
    top,
    lines: Array.from({ length: steps + 1 }, (_, index) => ({
      value: index * step,
      fraction: index / steps,
    })),
  };
}

/** Which of `count` places get a label so that about `wanted` are shown, evenly, the first always. */
export function labelEvery(count: number, wanted: number): number {
  return Math.max(1, Math.ceil(count / wanted));
}
