/** A fraction as SVG and CSS write it: 0.25 becomes "25%". */
export function percent(fraction: number): string {
  return `${Math.round(fraction * 1e5) / 1e3}%`;
}
