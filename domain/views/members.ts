import { z } from 'zod';
import { plain } from '@/domain/names/name-marks';

export const roleViewSchema = z.object({
  id: z.string(),
  label: z.string(),
  description: z.string(),
  permissions: z.array(z.string()),
  builtIn: z.boolean(),
  /** Members who have it, switched-off ones among them. */
  members: z.number().int(),
  /** Whether the reader may give it: nobody gives what they may not do themselves. */
  mayGive: z.boolean(),
});
export type RoleView = z.infer<typeof roleViewSchema>;

export const rolesViewSchema = z.object({ roles: z.array(roleViewSchema) });
plain(rolesViewSchema);
export type RolesView = z.infer<typeof rolesViewSchema>;

export const memberViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.object({ id: z.string(), label: z.string() }),
  joinedAt: z.string(),
  lastSeenAt: z.string().nullable(),
  state: z.enum(['active', 'off', 'password_to_choose']),
  /** Sessions of theirs here that would end with their access. */
  sessions: z.number().int(),
  isYou: z.boolean(),
  /** Whether they have a second factor beside the password; `blocked` where all may have been copied and let nobody in. */
  secondFactor: z.enum(['on', 'off', 'blocked']),
  /** Under how many ids the account’s identity provider knows them: more than one was possible once. */
  identities: z.number().int(),
  /** Why the reader cannot change this member; null where they can. */
  fixed: z.string().nullable(),
  /** Whether a link for a new password can be made here. */
  mayHaveLink: z.boolean(),
});
export type MemberView = z.infer<typeof memberViewSchema>;

/** What ends with a member's access to an account. */
export const memberEndingsSchema = z.object({
  /** Sessions and API tokens in this account. */
  sessions: z.number().int(),
  tokens: z.number().int(),
  /** Accounts of customers that they were let into from this one, and lose with it. */
  customers: z.array(z.object({ name: z.string(), sessions: z.number().int(), tokens: z.number().int() })),
});
plain(memberEndingsSchema);
export type MemberEndings = z.infer<typeof memberEndingsSchema>;

export const membersViewSchema = z.object({
  members: z.array(memberViewSchema),
  invitations: z.array(
    z.object({
      id: z.string(),
      email: z.string(),
      role: z.string(),
      madeBy: z.string(),
      madeAt: z.string(),
      expiresAt: z.string(),
      expired: z.boolean(),
      /** Its maker may no longer give its role, or is gone: it works only if they may again. */
      outlived: z.boolean(),
    }),
  ),
  /** From when on the account asks a second factor of everybody; null where it does not. */
  secondFactorFrom: z.string().nullable(),
  /** The roles that the reader may give. */
  roles: z.array(z.object({ id: z.string(), label: z.string(), description: z.string() })),
});
plain(membersViewSchema);
export type MembersView = z.infer<typeof membersViewSchema>;

/** An address that lets somebody in once, shown this once. */
export const madeLinkSchema = z.object({ id: z.string(), link: z.string(), expiresAt: z.string() });
plain(madeLinkSchema);
export type MadeLink = z.infer<typeof madeLinkSchema>;

/** What the holder of a link is told before they use it. */
export const openedLinkSchema = z.object({
  account: z.string(),
  email: z.string(),
  /** The role that an invitation gives; null for a new password. */
  role: z.string().nullable(),
  /** Whether they sign in to Parapet already, so that they need no new password. */
  isMember: z.boolean(),
});
plain(openedLinkSchema);
export type OpenedLink = z.infer<typeof openedLinkSchema>;
