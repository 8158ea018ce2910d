import type { RejectionReason } from '@/server/connectors/connector';
import { isJsonObject, type JsonObject } from '@/server/connectors/json-value';

/** Longest text that an indexed column takes: at 3 bytes a unit it stays below PostgreSQL's limit for a key. */
export const LONGEST_TEXT = 512;

/** Longest text that is kept of what a vendor tells freely. */
const LONGEST_FREE_TEXT = 16 * 1024;

/**
 * Named parser for the fields of one raw record. It never throws: it remembers the first fault and reads on, and the
 * caller looks at `fault` once at the end. Texts come out non-empty, without U+0000, well-formed and bounded.
 */
export class FieldReader {
  /** The first thing that makes the record unreadable; null while there is none. */
  fault: { readonly reason: RejectionReason; readonly detail: string; readonly field: string } | null = null;

  /** An object, or null where there is none. Any other type is a fault. */
  object(value: unknown, name: string): JsonObject | null {
    if (value === null || value === undefined) return null;
    if (isJsonObject(value)) return value;
    this.wrongType(name, 'an object', value);
    return null;
  }

  /** An array, or an empty one where there is none. Any other type is a fault. */
  array(value: unknown, name: string): readonly unknown[] {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.wrongType(name, 'an array', value);
    return [];
  }

  /** A text that tells one thing from another: another type and too great a length are faults. */
  identity(value: unknown, name: string): string | null {
    const text = this.text(value, name);
    if (text === null || text.length <= LONGEST_TEXT) return text;
    this.report(
      name,
      'field_too_long',
      `${name} has ${text.length} characters; the most is ${LONGEST_TEXT}.`,
    );
    return null;
  }

  /** A text with a meaning: another type is a fault; too long a text is cut. */
  meaning(value: unknown, name: string): string | null {
    return cut(this.text(value, name));
  }

  /** A text that only describes: another type is as good as nothing; too long a text is cut. */
  detail(value: unknown): string | null {
    if (typeof value !== 'string' || value === '' || value.includes('\0')) return null;
    return cut(wellFormed(value));
  }

  /** A whole number that is not negative; anything else is as good as nothing. */
  count(value: unknown): number | null {
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
  }

  /** Yes or no; anything else is as good as nothing. */
  flag(value: unknown): boolean | null {
    return typeof value === 'boolean' ? value : null;
  }

  /**
   * What a vendor tells freely: a text (which may be JSON), or JSON itself, as one text. Free text that is too long is
   * cut; JSON that is too long is left out, because a piece of it says nothing.
   */
  free(value: unknown): string | null {
    if (value === null || value === undefined || value === '') return null;
    const text = typeof value === 'string' ? wellFormed(value.replaceAll('\0', '')) : JSON.stringify(value);
    if (text.length <= LONGEST_FREE_TEXT) return text === '' ? null : text;
    return /^\s*[[{]/.test(text) ? null : wellFormed(`${text.slice(0, LONGEST_FREE_TEXT - 1)}…`);
  }

  /** The texts of a list, at most `most`; what is no text is left out. */
  list(value: unknown, most: number): readonly string[] {
    if (!Array.isArray(value) || value.length === 0) return [];
    return value
      .slice(0, most)
      .map((item) => this.detail(item))
      .filter((item) => item !== null);
  }

  wrongType(name: string, wanted: string, value: unknown): void {
    this.report(name, 'wrong_type', `${name} must be ${wanted}, but is ${typeName(value)}.`);
  }

  private text(value: unknown, name: string): string | null {
    if (value === null || value === undefined || value === '') return null;
    if (typeof value !== 'string') {
      this.wrongType(name, 'a text', value);
      return null;
    }
    if (value.includes('\0')) {
      this.report(name, 'nul_character', `${name} holds the character U+0000.`);
      return null;
    }
    return wellFormed(value);
  }

  report(field: string, reason: RejectionReason, detail: string): void {
    this.fault ??= { reason, detail, field };
  }
}

/** Half a surrogate pair is no character: PostgreSQL refuses it. */
function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

function cut(text: string | null): string | null {
  return text !== null && text.length > LONGEST_TEXT
    ? wellFormed(`${text.slice(0, LONGEST_TEXT - 1)}…`)
    : text;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
