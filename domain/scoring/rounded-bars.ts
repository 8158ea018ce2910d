/**
 * Rounds the bars of a waterfall to `decimals` so that they add up to the printed `total`, by largest remainder: each
 * is cut, and what is then missing goes, one unit of the last decimal each, to those that lost most.
 *
 * `values` may be negative (the cap is). A bar of exactly 0 stays 0 as long as another one can take the difference.
 *
 * @returns the rounded bars, in the order given
 */
export function fitBars(values: readonly number[], total: number, decimals: number): number[] {
  const unit = 10 ** decimals;
  const bars = values.map((value, index) => {
    const exact = value * unit;
    const cut = Math.floor(exact);
    return { index, units: cut, remainder: exact - cut, isZero: value === 0 };
  });
  const missing = Math.round(total * unit) - bars.reduce((sum, bar) => sum + bar.units, 0);
  const takers = bars.filter((bar) => !bar.isZero);
  // A bar of 0 takes a share only when all bars are 0 and the total says otherwise.
  const ordered = takers.length > 0 ? takers : [...bars];
  const step = Math.sign(missing);
  ordered.sort((a, b) => step * (b.remainder - a.remainder) || a.index - b.index);
  const all = Math.trunc(missing / ordered.length);
  const some = Math.abs(missing % ordered.length);
  ordered.forEach((bar, place) => {
    bar.units += all + (place < some ? step : 0);
  });
  return bars.map((bar) => bar.units / unit);
}
