import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { EVENT_KINDS, type EventKind } from '@/domain/event-catalogue';
import { BadInput, messageOf } from '../read-json-file';

/** An event that a labelled set of records must raise. Instants are epoch milliseconds, both in it. */
export interface Expectation {
  /** Key, name or e-mail address of the person, in lower case. */
  readonly person: string;
  readonly kind: EventKind;
  readonly from: number;
  readonly to: number;
}

const INSTANT_RULE = 'must be an instant with its zone; write it like 2026-11-01T00:00:00Z, or leave it out.';
const instantSchema = z.iso.datetime({ offset: true, error: INSTANT_RULE }).nullish();

const expectationSchema = z.object(
  {
    person: z
      .string({ error: 'must be the key, the name or the e-mail address of a person.' })
      .min(1, { error: 'must be the key, the name or the e-mail address of a person.' }),
    kind: z.enum(EVENT_KINDS, { error: `must be one of the kinds ${EVENT_KINDS.join(', ')}.` }),
    from: instantSchema,
    to: instantSchema,
  },
  { error: 'must be an object like {"person":"ada","kind":"push_harassment"}.' },
);

/**
 * What is expected, from a JSON array or from one JSON object a line.
 *
 * @throws BadInput that names each fault by its place
 */
export function readExpectations(file: string): readonly Expectation[] {
  const faults: string[] = [];
  const found = itemsOf(readText(file), file).flatMap(({ item, place }): Expectation[] => {
    const parsed = expectationSchema.safeParse(item);
    if (!parsed.success) {
      faults.push(...parsed.error.issues.map((issue) => faultOf(place, issue)));
      return [];
    }
    const { person, kind, from, to } = parsed.data;
    const expectation = {
      person: person.toLowerCase(),
      kind,
      from: typeof from === 'string' ? Date.parse(from) : -Infinity,
      to: typeof to === 'string' ? Date.parse(to) : Infinity,
    };
    if (expectation.from > expectation.to) faults.push(`${place}: from must not be after to.`);
    return [expectation];
  });
  if (faults.length > 0) throw new BadInput(faults);
  return found;
}

interface Item {
  readonly item: unknown;
  readonly place: string;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new BadInput([
      `${file} cannot be read (${messageOf(error)}). Give --expect the path of a JSON array, or of one object a line.`,
    ]);
  }
}

function itemsOf(text: string, file: string): readonly Item[] {
  if (text.trimStart().startsWith('[')) return arrayItems(text, file);
  const faults: string[] = [];
  const items = text.split('\n').flatMap((line, index): Item[] => {
    if (line.trim() === '') return [];
    const place = `${file}, line ${index + 1}`;
    try {
      const item: unknown = JSON.parse(line);
      return [{ item, place }];
    } catch (error) {
      faults.push(`${place}: this is not JSON (${messageOf(error)}). Correct that line.`);
      return [];
    }
  });
  if (faults.length > 0) throw new BadInput(faults);
  return items;
}

function arrayItems(text: string, file: string): readonly Item[] {
  try {
    const items: unknown = JSON.parse(text);
    if (!Array.isArray(items)) return [];
    return items.map((item: unknown, index) => ({
      item,
      place: `${file}, expectation ${index} (counting from 0)`,
    }));
  } catch (error) {
    throw new BadInput([`${file}: this is not JSON (${messageOf(error)}). Correct the array.`]);
  }
}

function faultOf(place: string, issue: z.core.$ZodIssue): string {
  const field = issue.path.map(String).join('.');
  return `${place}${field === '' ? '' : `: ${field}`} ${issue.message}`;
}
