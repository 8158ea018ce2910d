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
