import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packMany, packRecord, unpackRecord } from './raw-codec';
import { RAW_DICTIONARIES } from './raw-dictionaries';

const AUTHENTICATION = 1;
const NONE = 250;

describe('a raw record in storage', () => {
  it('comes back exactly as it was, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3_000 }), (text) => {
        expect(unpackRecord(packRecord(AUTHENTICATION, text))).toBe(text);
        expect(unpackRecord(packRecord(NONE, text))).toBe(text);
      }),
    );
  });

  it('comes back however much it repeats itself or the dictionary, at every length', () => {
    const parts = fc.array(
      fc.oneof(
        fc.constantFrom(
          '"trust_level":"NORMAL"',
          '{"access_device":{"browser":"Chrome"',
          'aaaa',
          'ab',
          'ÿ',
          '€',
          '😀',
        ),
        fc.string({ maxLength: 9 }),
        fc.nat(700).map((count) => 'x'.repeat(count)),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(parts, (chosen) => {
        const text = chosen.join('');
        expect(unpackRecord(packRecord(AUTHENTICATION, text))).toBe(text);
      }),
      { numRuns: 500 },
    );
    for (let length = 0; length < 600; length += 1) {
      const text = 'ab'.repeat(length);
      expect(unpackRecord(packRecord(AUTHENTICATION, text))).toBe(text);
    }
    for (const length of [1_365, 1_366, 4_095, 4_096, 4_097]) {
      const text = '€'.repeat(length).slice(0, length);
      expect(unpackRecord(packRecord(AUTHENTICATION, text))).toBe(text);
    }
  });

  it('comes back when it is far longer than the window it was packed with', () => {
    const text = JSON.stringify(Array.from({ length: 20_000 }, (_, index) => ({ index, half: index / 2 })));
    expect(unpackRecord(packRecord(AUTHENTICATION, text))).toBe(text);
  });

  it('is read with the dictionary that its number names, also one that new records no longer use', () => {
    const text = '{"event_type":"authentication","factor":"duo_push"}';
    for (const [number, dictionary] of Object.entries(RAW_DICTIONARIES)) {
      const bytes = new Uint8Array(deflateRawSync(text, { dictionary }));
      expect(unpackRecord({ dictionary: Number(number), bytes })).toBe(text);
    }
  });

  it('keeps its place among many', async () => {
    const texts = Array.from({ length: 130 }, (_, index) => `{"n":${index}}`);
    const packed = await packMany(AUTHENTICATION, texts);
    expect(packed.map(unpackRecord)).toEqual(texts);
  });

  it('can be read for ever: no dictionary changes', () => {
    const hashes = Object.values(RAW_DICTIONARIES).map((dictionary) =>
      createHash('sha256').update(dictionary).digest('hex').slice(0, 16),
    );
    expect(hashes).toEqual(['e3b0c44298fc1c14', '20002d5154dd3019', '8dd693ad6909a10b']);
  });
});
