import { z } from 'zod';
import { integrationStatusSchema } from '@/domain/integration-status';
import { plain } from '@/domain/names/name-marks';
import { preparationSchema } from './scoring';

export const sessionViewSchema = z.object({
  member: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  account: z.object({ id: z.string(), name: z.string() }),
  /** All accounts that the member may go on in, this one among them, by name. */
  accounts: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Whether this account looks after others. */
  isPartner: z.boolean(),
  role: z.string(),
  roleLabel: z.string(),
  permissions: z.array(z.string()),
  /** Whether the account withholds from the member who people are. */
  namesWithheld: z.boolean(),
  /** Nothing else is allowed until the member has chosen an own password. */
  mustChoosePassword: z.boolean(),
  /** The account's identity provider began this session. */
  singleSignOn: z.boolean(),
});
plain(sessionViewSchema);
export type SessionView = z.infer<typeof sessionViewSchema>;

/** What is shown in the frame of every page. */
export const shellSchema = z.object({
  at: z.string(),
  worker: z.object({ running: z.boolean(), lastSeenAt: z.string().nullable() }),
  people: z.number().int(),
  integrations: z.number().int(),
  /** Campaigns that nobody has closed. */
  campaigns: z.number().int(),
  /** What the member was told and has not read. */
  unread: z.number().int(),
  /** Integrations of which a stream waits for a person, by name, and until when what they bring is complete. */
  needAction: z.array(z.object({ id: z.string(), name: z.string(), since: z.string().nullable() })),
  /** Other integrations of which streams of records are stale, by name: scores may be low. */
  stale: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      word: integrationStatusSchema.shape.word,
      since: z.string(),
      streams: z.array(z.string()),
    }),
  ),
  /** The policy that every number is from, and one that is to take its place. */
  policy: z.object({ current: z.number().int(), preparing: preparationSchema.nullable() }),
});
export type Shell = z.infer<typeof shellSchema>;
