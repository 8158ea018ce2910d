import type { z } from 'zod';
import { cutField } from '@/domain/refusal';

const MOST_NAMED = 12;

const TYPES: Readonly<Record<string, string>> = {
  string: 'Write a text.',
  number: 'Write a number.',
  int: 'Write a whole number.',
  boolean: 'Write true or false.',
  array: 'Send a list.',
  object: 'Send an object, as in {"name": "…"}.',
  record: 'Send an object, as in {"name": "…"}.',
};

const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'Use an id as Parapet gives it.',
  datetime: 'Write the instant as in 2026-11-01T08:30:00Z.',
  date: 'Write the day as in 2026-11-01.',
  email: 'Write an e-mail address, as in name@example.com.',
};

/** What is wrong and the remedy, where a schema has no sentence of its own. */
export function inputWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'This is missing. Send it too.';
      return TYPES[issue.expected] ?? 'This is of another kind than what is asked for.';
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'too_big':
      return sized(`at most ${String(issue.maximum)}`, issue.origin);
    case 'too_small':
      return sized(`at least ${String(issue.minimum)}`, issue.origin);
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'This is not of the form that is asked for. Check it.';
    case 'unrecognized_keys':
      return `There is no field called ${issue.keys.slice(0, MOST_NAMED).map(cutField).join(' or ')}. Leave it out.`;
    default:
      return 'This is not of a form that is allowed. Check it.';
  }
}

function oneOf(values: readonly string[]): string {
  const more = values.length - MOST_NAMED;
  return `Use one of ${values.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

function sized(size: string, origin: string): string {
  if (origin === 'string') return `Use ${size} characters.`;
  if (origin === 'array' || origin === 'set') return `Send ${size} of them.`;
  return `Use a number of ${size}.`;
}
