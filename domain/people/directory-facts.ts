import { z } from 'zod';
import type { DirectoryObject } from '@/domain/directory';

const text = z.string().nullable().catch(null);
const flag = z.boolean().nullable().catch(null);
const instant = z.number().nullable().catch(null);
const texts = z.array(z.string()).catch([]);

/** Facts of a user as they are stored. What an older version did not store is unknown. */
export const userFactsSchema = z.object({
  username: z.string(),
  name: text,
  email: text,
  aliases: texts,
  groups: texts,
  status: z.string(),
  enrolled: flag,
  lastLoginAt: instant,
  createdAt: instant,
  phoneIds: texts,
  authenticators: z.array(z.object({ kind: z.enum(['token', 'u2f', 'webauthn']), name: text })).catch([]),
});
export type UserFacts = z.infer<typeof userFactsSchema>;

/** Facts of a telephone as they are stored. */
export const phoneFactsSchema = z.object({
  name: text,
  userIds: texts,
  numberEnding: text,
  platform: text,
  model: text,
  osVersion: text,
  type: text,
  lastSeenAt: instant,
  activated: flag,
  capabilities: texts,
  encrypted: flag,
  screenLock: flag,
  tampered: flag,
  biometric: flag,
});

/** Facts of an endpoint as they are stored. */
export const endpointFactsSchema = z.object({
  name: text,
  username: text,
  email: text,
  os: text,
  osVersion: text,
  browsers: texts,
  model: text,
  lastSeenAt: instant,
  trusted: flag,
  diskEncrypted: flag,
  firewall: flag,
  password: flag,
});

/** What is stored of an object beside its part and its id. */
export function factsOf(object: DirectoryObject): Record<string, unknown> {
  const { part: _part, id: _id, ...facts } = object;
  return facts;
}

/** Fields whose changes are kept as history, by part. An endpoint changes with every sign-in; a group has only a name. */
const HISTORY: Readonly<Record<DirectoryObject['part'], readonly string[]>> = {
  users: ['username', 'name', 'email', 'status', 'enrolled', 'groups', 'aliases'],
  groups: ['name', 'status'],
  phones: ['encrypted', 'screenLock', 'tampered'],
  endpoints: [],
};

/** One thing that is different from what it was. */
export interface FactChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What changed of an object that is worth keeping; the order of lists is no change. */
export function changesOf(
  part: DirectoryObject['part'],
  before: object,
  after: object,
): readonly FactChange[] {
  const then = new Map<string, unknown>(Object.entries(before));
  const now = new Map<string, unknown>(Object.entries(after));
  return HISTORY[part].flatMap((field) => {
    const was = comparable(then.get(field));
    const is = comparable(now.get(field));
    // Posture that was unknown, or is no longer known, says nothing of the device.
    if (part === 'phones' && (was === null || is === null)) return [];
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ field, before: was, after: is }];
  });
}

function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(String).sort();
  return value ?? null;
}
