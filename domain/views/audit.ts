import { z } from 'zod';
import { namedMember, namedPerson, plainText, writtenText } from '@/domain/names/name-marks';

export const auditEntrySchema = z.object({
  /** Its place in the account's chain. */
  seq: z.string(),
  at: z.string(),
  actor: z.object({
    kind: z.enum(['member', 'token', 'system']),
    id: z.string().nullable(),
    name: plainText(),
  }),
  /** The operation, as in `set-member-role`. */
  action: plainText(),
  entity: plainText(),
  entityId: writtenText().nullable(),
  /** What it is about, as it is called now. All null where it is nothing of these, was erased, or is gone. */
  subject: z.object({
    person: namedPerson().nullable(),
    /** `isIn`: whether they are a member still. Who was taken out has a name, and no page. */
    member: namedMember().extend({ isIn: z.boolean() }).nullable(),
    thing: z
      .object({
        is: z.enum(['integration', 'watchlist', 'role', 'notification_rule', 'api_token']),
        id: z.string(),
        name: writtenText(),
      })
      .nullable(),
  }),
  before: z.unknown(),
  after: z.unknown(),
  /** Where the request came from; null for work of Parapet's own. */
  address: z.string().nullable(),
});
export type AuditEntryView = z.infer<typeof auditEntrySchema>;

export const auditPageSchema = z.object({
  entries: z.array(auditEntrySchema),
  nextCursor: z.string().nullable(),
  /** Every action that the log of the account holds, for the filter. */
  actions: z.array(plainText()),
});
export type AuditPage = z.infer<typeof auditPageSchema>;
