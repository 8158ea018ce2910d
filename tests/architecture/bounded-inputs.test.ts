import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OPERATIONS } from '@/server/services/registry';

/** A part of a JSON schema, as far as this reads it. */
const partSchema = z.object({
  type: z.string().optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  maxLength: z.number().optional(),
  maxItems: z.number().optional(),
  maxProperties: z.number().optional(),
  items: z.unknown().optional(),
  prefixItems: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  propertyNames: z.object({ enum: z.array(z.unknown()).optional() }).optional(),
  additionalProperties: z.unknown().optional(),
});

/** What is of any form here and read by a schema of its own, which refuses what it does not know. */
const READ_ELSEWHERE = new Set(['preview-policy.policy', 'save-policy.policy']);

/** Formats and patterns without `*`, `+` or an open count hold a text to a length by themselves. */
function isBounded({ format, pattern, maxLength }: z.infer<typeof partSchema>): boolean {
  if (maxLength !== undefined || format === 'uuid' || format === 'date' || format === 'date-time')
    return true;
  return pattern !== undefined && !/[*+]|,\}/.test(pattern);
}

/** Where an input has no bound: a sentence each, which names the remedy. */
function unbounded(schema: unknown, path: string): string[] {
  if (schema === undefined || schema === false || READ_ELSEWHERE.has(path)) return [];
  const part = partSchema.parse(schema === true ? {} : schema);
  if (part.enum !== undefined || part.const !== undefined) return [];
  const choices = [...(part.anyOf ?? []), ...(part.oneOf ?? []), ...(part.allOf ?? [])];
  const said: string[] = [];
  if (part.type === undefined && choices.length === 0)
    said.push(`${path} may be anything. Give it a schema, or name it here with who reads it.`);
  if (part.type === 'string' && !isBounded(part))
    said.push(`${path} may be a text of any length. Give it .max(…) with a sentence.`);
  if (part.type === 'array') {
    if (part.maxItems === undefined && part.prefixItems === undefined)
      said.push(`${path} may be a list of any length. Give it .max(…) with a sentence.`);
    said.push(...unbounded(part.items, `${path}[]`));
    said.push(...(part.prefixItems ?? []).flatMap((one, index) => unbounded(one, `${path}[${index}]`)));
  }
  const { additionalProperties: more } = part;
  if (typeof more === 'object' && Object.keys(more ?? {}).length > 0) {
    if (part.propertyNames?.enum === undefined && part.maxProperties === undefined)
      said.push(`${path} may have any number of names. Refuse more than it needs, and say so in .meta(…).`);
    said.push(...unbounded(more, `${path}.*`));
  }
  for (const [name, inner] of Object.entries(part.properties ?? {}))
    said.push(...unbounded(inner, `${path}.${name}`));
  return [...said, ...choices.flatMap((choice) => unbounded(choice, path))];
}

const schemaOf = (input: z.ZodType) => z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });

describe('the input of an operation', () => {
  it('is bounded in each of its texts, lists and records', () => {
    expect(OPERATIONS.flatMap(({ name, input }) => unbounded(schemaOf(input), name))).toEqual([]);
  });

  it('is seen through where it is not', () => {
    const open = z.object({
      text: z.string(),
      pattern: z.string().regex(/^a+$/),
      list: z.array(z.object({ deep: z.string().optional() })),
      names: z.record(z.string(), z.number()),
      any: z.unknown().optional(),
      closed: z.array(z.union([z.string().max(3), z.enum(['a'])])).max(2),
    });
    expect(unbounded(schemaOf(open), 'x').map((sentence) => sentence.split(' ')[0])).toEqual([
      'x.text',
      'x.pattern',
      'x.list',
      'x.list[].deep',
      'x.names',
      'x.any',
    ]);
  });
});
