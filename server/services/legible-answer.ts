import { legibleText, turnsText } from '@/domain/legible-text';

/**
 * An answer as a person reads it: no text in it turns the direction of what stands around it (`legibleText`). It is the same
 * value, not a copy, where no text does, which is nearly always. Files and what programs are answered keep every
 * character; a raw record reads the same as JSON, but no longer has its checksum.
 */
export function legibleAnswer<T>(answer: T): T;
export function legibleAnswer(answer: unknown): unknown {
  return turns(answer) ? written(answer) : answer;
}

function turns(value: unknown): boolean {
  if (typeof value === 'string') return turnsText(value);
  if (Array.isArray(value)) return value.some(turns);
  if (!isPlain(value)) return false;
  for (const name in value) if (turnsText(name) || turns(value[name])) return true;
  return false;
}

function written(value: unknown): unknown {
  if (typeof value === 'string') return legibleText(value);
  if (Array.isArray(value)) return value.map(written);
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [legibleText(name), written(inner)]),
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
