import { z } from 'zod';
import { hidden, personName } from '@/domain/names/name-marks';

/** Whether a directory knows a person: `not_swept` where none that could know them was ever read to its end. */
export const directoryStandingSchema = z.enum(['present', 'absent', 'left', 'not_swept']);

/** What lists say of a person's place in the directory. */
export const directoryBriefSchema = z.object({
  standing: directoryStandingSchema,
  leftAt: z.string().nullable(),
  /** `active`, `bypass`, `disabled`, `locked out`, `pending deletion`, or the vendor's own word. */
  status: z.string().nullable(),
  enrolled: z.boolean().nullable(),
});
export type DirectoryBrief = z.infer<typeof directoryBriefSchema>;

const integrationSchema = z.object({ id: z.string(), name: z.string() });

const directoryUserSchema = z.object({
  integration: integrationSchema,
  username: personName(),
  email: hidden(z.string().nullable()),
  status: z.string(),
  enrolled: z.boolean().nullable(),
  lastLoginAt: z.string().nullable(),
  /** When a sweep no longer found the user; null while they are there. */
  goneAt: z.string().nullable(),
  authenticators: z.array(
    z.object({ kind: z.enum(['token', 'u2f', 'webauthn']), name: hidden(z.string().nullable()) }),
  ),
});

/** One statement on a device: what it is about, how it stands, and whether that is as it should be. */
const postureSchema = z.object({
  fact: z.enum([
    'encrypted',
    'screen_lock',
    'tampered',
    'biometric',
    'trusted',
    'disk_encrypted',
    'firewall',
    'password',
  ]),
  /** Null where the vendor does not know. */
  value: z.boolean().nullable(),
});

const deviceSchema = z.object({
  id: z.string(),
  integration: integrationSchema,
  name: hidden(z.string()),
  platform: z.string().nullable(),
  os: z.string().nullable(),
  /** Further facts in words, such as a model or browsers. */
  details: hidden(z.array(z.string())),
  lastSeenAt: z.string().nullable(),
  posture: z.array(postureSchema),
});
export type Device = z.infer<typeof deviceSchema>;

/** What directories say of one person, for the profile. */
export const personDirectorySchema = z.object({
  inDirectorySince: z.string().nullable(),
  lastLoginAt: z.string().nullable(),
  /** Other names they are or were known by, in lower case. */
  aliases: hidden(z.array(z.string())),
  users: z.array(directoryUserSchema),
  phones: z.array(deviceSchema),
  endpoints: z.array(deviceSchema),
  /** Newest first. */
  changes: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      sentence: hidden(z.string()),
      integration: integrationSchema,
    }),
  ),
});
export type PersonDirectory = z.infer<typeof personDirectorySchema>;
