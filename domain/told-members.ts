/** The longest JSON text that is looked into. */
const LONGEST_JSON = 64 * 1024;

/** Members of a description that is JSON text of an object; none where it is anything else. Never throws. */
export function toldMembers(text: string | null): Readonly<Record<string, unknown>> {
  if (text === null || text.length > LONGEST_JSON || !text.trimStart().startsWith('{')) return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
