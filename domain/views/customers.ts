import { z } from 'zod';
import { namedPerson, settledElsewhere } from '@/domain/names/name-marks';
import { feedHealthSchema } from './feed';
import { outcomeSchema } from './person';

const bandsSchema = z.object({
  very_low: z.number().int(),
  low: z.number().int(),
  medium: z.number().int(),
  high: z.number().int(),
  very_high: z.number().int(),
});

/** What the roll-up says of one account, as far as the reader's role in that account lets them see it. */
export const customerSchema = z.object({
  id: z.string(),
  name: z.string(),
  since: z.string(),
  /** The reader's role there; null where they were not let in, and so see no more than the name. */
  role: z.string().nullable(),
  /** The account's notice on monitoring is not accepted yet, so that it shows nobody. */
  noticePending: z.boolean(),
  /** Null where the reader may not see people there, or nobody may yet. */
  people: z
    .object({
      total: z.number().int(),
      bands: bandsSchema,
      openCampaigns: z.number().int(),
      /** The newest first. */
      events: z.array(
        z.object({
          id: z.string(),
          label: z.string(),
          person: namedPerson(),
          occurredAt: z.string(),
          outcome: outcomeSchema,
        }),
      ),
    })
    .nullable(),
  /** Null where the reader may not see integrations there. */
  feeds: feedHealthSchema.shape.integrations.nullable(),
});
export type Customer = z.infer<typeof customerSchema>;

export const customersViewSchema = z.object({
  at: z.string(),
  customers: z.array(customerSchema),
  /** Why the account cannot have customers; null where it can. */
  cannot: z.string().nullable(),
  /** Members of this account and roles of Parapet with which the reader may let them in; empty where they may not. */
  members: z.array(z.object({ id: z.string(), name: z.string() })),
  roles: z.array(z.object({ id: z.string(), label: z.string(), description: z.string() })),
});
settledElsewhere(customersViewSchema);
export type CustomersView = z.infer<typeof customersViewSchema>;
