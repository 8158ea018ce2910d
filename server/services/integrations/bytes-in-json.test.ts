import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytesInJson } from './bytes-in-json';

const fileSchema = z.object({
  reason: z.string(),
  text: z.string().optional(),
  base64: z.string().optional(),
});

/** The bytes that a file holds, as whoever takes it apart has them. */
function bytesOf(file: string): Buffer {
  const { text, base64 } = fileSchema.parse(JSON.parse(file));
  return base64 === undefined ? Buffer.from(text ?? '', 'utf8') : Buffer.from(base64, 'base64');
}

describe('bytes within JSON', () => {
  it('are the same bytes, whatever they are, and the file is printable ASCII', () => {
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: 'binary', maxLength: 100 }).map((text) => Buffer.from(text, 'utf8')),
    );
    fc.assert(
      fc.property(any, (bytes) => {
        const file = bytesInJson(bytes, { reason: 'not “JSON”' });
        expect(bytesOf(file).equals(bytes)).toBe(true);
        expect(file).toMatch(/^[\n\x20-\x7e]*$/);
      }),
      { numRuns: 300 },
    );
  });

  it('stand as text where they are text', () => {
    const said = z.object({ text: z.string() });
    expect(said.parse(JSON.parse(bytesInJson(Buffer.from('{"user":"\u202eada"'), {}))).text).toBe(
      '{"user":"\u202eada"',
    );
    expect(bytesInJson(Buffer.from([0x4d, 0x5a, 0x90, 0x00]), {})).toContain('"base64": "TVqQAA=="');
  });
});
