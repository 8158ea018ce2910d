import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loopIdSchema, personIdSchema } from '@/domain/identifiers';
import { parseId, parseLoopId } from './ids';

const UUIDS = [
  ...Array.from({ length: 200 }, () => randomUUID()),
  ...['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  '00000000-0000-4000-8000-00000000000A',
];

/** Each with something of it changed. */
const NEARLY = UUIDS.flatMap((id) => [
  ...[14, 19].map((place) => `${id.slice(0, place)}c${id.slice(place + 1)}`),
  ...[id.slice(1), `${id} `, id.replaceAll('-', ''), `${id}\n`, `g${id.slice(1)}`],
]);

describe('an id in an address', () => {
  it.each([
    ['of a thing', parseId, personIdSchema],
    ['of a retry loop', parseLoopId, loopIdSchema],
  ] as const)('%s is one exactly where the API takes it for one', (_of, parse, schema) => {
    const given = [...UUIDS, ...NEARLY, null, undefined, ['x'], '', 'x'.repeat(32), 'a'.repeat(32)];
    for (const value of given)
      expect([value, parse(value)]).toEqual([value, schema.safeParse(value).data ?? null]);
  });
});
