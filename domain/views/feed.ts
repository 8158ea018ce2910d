import { z } from 'zod';
import { integrationStatusSchema } from '@/domain/integration-status';

/** Quiet or broken: the freshness of every feed behind the numbers on a page. */
export const feedHealthSchema = z.object({
  at: z.string(),
  worker: z.object({ running: z.boolean(), lastSeenAt: z.string().nullable() }),
  integrations: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      connectorName: z.string(),
      status: integrationStatusSchema,
      newestSignalAt: z.string().nullable(),
      /** People known from this integration: whose scores may be low while it is stale. */
      people: z.number().int(),
    }),
  ),
});
export type FeedHealth = z.infer<typeof feedHealthSchema>;
