import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  aboutPerson,
  hidden,
  namedPerson,
  personName,
  plainText,
  rawRecord,
  settledElsewhere,
  writtenText,
} from './name-marks';
import { type NameVisitor, walkNames } from './walk-names';

const VISITOR: NameVisitor = {
  text: (text, how) => `${how}:${text}`,
  name: (_name, person) => `person ${person ?? 'unknown'}`,
  hidden: (_value, empty) => empty,
};
const walked = (schema: z.ZodType, value: unknown): unknown => walkNames(schema, value, VISITOR);

describe('a walk over an answer', () => {
  it('tells names apart by whose they are', () => {
    const row = aboutPerson(
      z.object({
        person: z.object({ id: z.string() }),
        username: personName().nullable(),
        by: namedPerson(),
      }),
      'person',
      'id',
    );
    expect(
      walked(z.object({ rows: z.array(row) }), {
        rows: [
          { person: { id: 'a' }, username: 'ada', by: { id: 'b', name: 'Ben' } },
          { person: { id: 'c' }, username: null, by: { id: 'd', name: 'Dan' } },
        ],
      }),
    ).toEqual({
      rows: [
        { person: { id: 'composed:a' }, username: 'person a', by: { id: 'composed:b', name: 'person b' } },
        { person: { id: 'composed:c' }, username: null, by: { id: 'composed:d', name: 'person d' } },
      ],
    });
    expect(walked(personName(), 'Ada')).toBe('person unknown');
  });

  it('leaves out what is hidden, in a form that its field can hold', () => {
    const schema = z.object({
      email: hidden(z.string().nullable()),
      aliases: hidden(z.array(z.string())),
      device: hidden(z.string()),
      record: rawRecord(z.string().nullable()),
    });
    expect(walked(schema, { email: 'a@b', aliases: ['a'], device: 'Ada’s', record: '{}' })).toEqual({
      email: null,
      aliases: [],
      device: 'Withheld',
      record: null,
    });
  });

  it('reads every other text, and takes what no schema describes as written by hand', () => {
    const schema = z.object({
      note: writtenText(),
      sentence: z.string(),
      member: plainText(),
      kind: z.enum(['a']),
      json: z.unknown(),
      map: z.record(z.string(), z.string()),
      either: z.union([z.number(), z.object({ said: z.string().optional() })]),
      one: z.discriminatedUnion('is', [z.object({ is: z.literal('x'), who: namedPerson() })]),
      there: settledElsewhere(namedPerson()),
    });
    expect(
      walked(schema, {
        ...{ note: 'n', sentence: 's', member: 'm', kind: 'a', json: { deep: ['j', 1, true, null] } },
        ...{ map: { key: 'v' }, either: { said: 'e' }, one: { is: 'x', who: { id: 'i', name: 'N' } } },
        there: { id: 'o', name: 'Other' },
      }),
    ).toEqual({
      ...{ note: 'written:n', sentence: 'composed:s', member: 'm', kind: 'a' },
      json: { deep: ['written:j', 1, true, null] },
      ...{ map: { key: 'composed:v' }, either: { said: 'composed:e' } },
      one: { is: 'x', who: { id: 'composed:i', name: 'person i' } },
      there: { id: 'o', name: 'Other' },
    });
  });
});
