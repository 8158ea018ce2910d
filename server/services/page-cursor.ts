import type { z } from 'zod';
import { Refusal } from '@/domain/refusal';

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
    throw Refusal.invalid(
      'cursor',
      'cursor: leave it out for the first page, or use nextCursor of the page before.',
    );
  }
}
