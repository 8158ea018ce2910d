import { z } from 'zod';
import { integrationStatusSchema } from '@/domain/integration-status';
import { volumeJudgementSchema } from './feed-quality';

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
      /** The newest hour of the main stream against the same hour of earlier weeks; null where nothing was read yet. */
      hour: volumeJudgementSchema.nullable(),
      /** The stream that fails now, why, and what to do; null where none does. */
      trouble: z
        .object({
          streamLabel: z.string(),
          message: z.string(),
          remedy: z.string(),
          /** Since when it fails. */
          since: z.string().nullable(),
          /** When it is tried again by itself; null where that is not known, or only a person can help. */
          retryAt: z.string().nullable(),
        })
        .nullable(),
    }),
  ),
});
export type FeedHealth = z.infer<typeof feedHealthSchema>;
