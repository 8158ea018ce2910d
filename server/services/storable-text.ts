/** An import of people has six for each of 20,000 lines; nothing else has a thousandth of it. */
const MOST_VALUES = 150_000;

/** Whether an input holds more values than anything that is asked for, lists and objects counted with what is in them. */
export function isTooMuch(input: unknown): boolean {
  const waiting: unknown[] = [input];
  let count = 1;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const inner: readonly unknown[] = Array.isArray(next) ? next : Object.values(next);
    count += inner.length;
    if (count > MOST_VALUES) return true;
    for (const one of inner) if (typeof one === 'object' && one !== null) waiting.push(one);
  }
  return false;
}

/**
 * Path of the first text in an input that PostgreSQL cannot store, or null: one with the character U+0000 or half a
 * surrogate pair. No name, search or note that a person types has either.
 */
export function unstorableText(input: unknown): string | null {
  const waiting: { readonly value: unknown; readonly path: string }[] = [{ value: input, path: '' }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, path } = next;
    if (typeof value === 'string' && !isStorable(value)) return path;
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      if (!isStorable(name)) return path;
      waiting.push({ value: inner, path: path === '' ? name : `${path}.${name}` });
    }
  }
  return null;
}

/** Whether PostgreSQL can store a text. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
