import { describe, expect, it } from 'vitest';
import { legibleBytes } from './legible-bytes';

describe('bytes for a person to look at', () => {
  it('are text where they are UTF-8, and the same text', () => {
    const text = '{"name": "Jürgen 李",\n\t"n": 1}';
    expect(legibleBytes(Buffer.from(text))).toEqual({ form: 'text', body: text, cut: false });
  });

  it('show what cannot be seen and let nothing turn the direction of text', () => {
    const { body } = legibleBytes(Buffer.from('a\u0000b\u202ec\u200bd\u001b[31m'));
    expect(body).toBe('a\\u0000b\\u202ec\\u200bd\\u001b[31m');
  });

  it('are hex where they are not UTF-8', () => {
    const { form, body } = legibleBytes(Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x41]));
    expect(form).toBe('hex');
    expect(body).toMatch(/^000000 {2}7b ff fe 00 41 +\{\.\.\.A$/);
  });

  it('are cut where nobody would read on, and say so', () => {
    expect(legibleBytes(Buffer.alloc(300_000, 'x'))).toMatchObject({ form: 'text', cut: true });
    expect(legibleBytes(Buffer.alloc(300_000, 0xff))).toMatchObject({ form: 'hex', cut: true });
  });
});
