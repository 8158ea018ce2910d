import { z } from 'zod';
import { Refusal } from '@/domain/refusal';

/** An instant within a cursor: epoch milliseconds from 1970 to 9999, which every Date and PostgreSQL can hold. */
export const cursorInstantSchema = z
  .number()
  .int()
  .min(0)
  .max(Date.UTC(9999, 11, 31));

/** A double within a cursor, as `String` writes a finite one. */
export const cursorNumberSchema = z
  .string()
  .max(32)
  .refine((text) => Number.isFinite(Number(text)) && String(Number(text)) === text);

/** Packs where the next page begins into an opaque word for a URL. */
export function writeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}

/** Reads a cursor that an earlier page gave. Refuses anything else, and says what to do. */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string | undefined): T | null {
  if (cursor === undefined || cursor === '') return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw wrongCursor();
  }
}

/** Says that a cursor is none that an earlier page gave. */
export function wrongCursor(): Refusal {
  return Refusal.invalid(
    'cursor',
    'cursor: leave it out for the first page, or use nextCursor of the page before.',
  );
}
