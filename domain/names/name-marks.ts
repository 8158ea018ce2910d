import { z } from 'zod';

/**
 * What an answer tells of who somebody is, where it tells it. Where names are withheld the choke point goes by this; what
 * has no mark is read as a text in which names may stand.
 *
 * - `person`: an object about one person, whose id stands at this path in it.
 * - `name`: what that person is called. A pseudonym takes its place.
 * - `hidden`: another thing that tells who they are, such as an address or the name of a device. Nothing takes its place.
 * - `record`: as it came from the vendor. It is never shown, as nobody knows what stands in it.
 * - `written`: what somebody wrote by hand, in which a first name alone is a name too.
 * - `plain`: the name of a member, or a word of Parapet's own: never withheld.
 * - `settled`: of another account, by whose rules it was settled already.
 */
export type NameMark =
  | { readonly is: 'person'; readonly id: readonly string[] }
  | { readonly is: 'name' | 'hidden' | 'record' | 'written' | 'plain' | 'settled' };

export const NAME_MARKS = z.registry<NameMark>();

/** What a person is called. */
export function personName() {
  return z.string().register(NAME_MARKS, { is: 'name' });
}

/** What tells who somebody is, and is left out where names are withheld. */
export function hidden<S extends z.ZodType>(schema: S): S {
  NAME_MARKS.add(schema, { is: 'hidden' });
  return schema;
}

/** A raw record, or what is read of one without knowing what it is. */
export function rawRecord<S extends z.ZodType>(schema: S): S {
  NAME_MARKS.add(schema, { is: 'record' });
  return schema;
}

/** A text that a member wrote. */
export function writtenText() {
  return z.string().register(NAME_MARKS, { is: 'written' });
}

/** The name or the address of a member, or a word that programs go by. */
export function plainText() {
  return z.string().register(NAME_MARKS, { is: 'plain' });
}

/** What has been settled by the rules of another account. */
export function settledElsewhere<S extends z.ZodType>(schema: S): S {
  NAME_MARKS.add(schema, { is: 'settled' });
  return schema;
}

/** An object about the person whose id stands at this path in it. */
export function aboutPerson<S extends z.ZodType>(schema: S, ...id: readonly string[]): S {
  NAME_MARKS.add(schema, { is: 'person', id });
  return schema;
}

/** Somebody by id and name. */
export function namedPerson() {
  return aboutPerson(z.object({ id: z.string(), name: personName() }), 'id');
}

/** A member by id and name. */
export function namedMember() {
  return z.object({ id: z.string(), name: plainText() });
}

/** What holds no name of a person anywhere in it: members, say. */
export function plain<S extends z.ZodType>(schema: S): S {
  NAME_MARKS.add(schema, { is: 'plain' });
  return schema;
}
