/** What is chosen, with one choice turned: in the order in which they are offered. */
export function turned<Value extends string>(
  offered: readonly Value[],
  chosen: readonly Value[],
  value: Value,
): Value[] {
  return offered.filter((one) => (one === value ? !chosen.includes(one) : chosen.includes(one)));
}
