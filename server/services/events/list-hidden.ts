import { z } from 'zod';
import { settingsAt } from '@/domain/detection/derived/detector-settings';
import { hiderSchema, registerPageSchema, registerPartSchema } from '@/domain/views/hidden';
import { settingsHistory } from '@/server/data/detection/detector-settings';
import { countEgress } from '@/server/data/detection/learned-egress';
import { countRetryLoops } from '@/server/data/detection/retry-loops';
import { countDispositions } from '@/server/data/events/dispositions';
import { defineOperation } from '@/server/services/operation';
import { failingNames, hiddenSince, READ_PAGE } from './hidden-pages';

/** The register of everything that hides events: what members decided or switched off, and what Parapet has learnt. */
export const listHidden = defineOperation({
  name: 'list-hidden',
  http: { method: 'GET', path: '/api/v1/hidden' },
  permission: 'people:read',
  input: z.object({
    by: hiderSchema.default('disposition'),
    part: registerPartSchema.default('holding'),
    cursor: z.string().max(500).optional(),
  }),
  output: registerPageSchema,
  audit: { none: 'Listing what hides events opens no record of a person.' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now }, { by, part, cursor }) => {
    const settings = await settingsHistory(accountId, tx);
    const { thresholds, off } = settingsAt(settings, now);
    const counts = await countDispositions(accountId, tx);
    const { items, nextCursor } = await READ_PAGE[by](accountId, tx, { actor, now, part, cursor, settings });
    return {
      at: new Date(now).toISOString(),
      by,
      part,
      totals: {
        disposition: counts.holding,
        egress: await countEgress(accountId, tx, now, thresholds),
        retry_loop: await countRetryLoops(accountId, tx, hiddenSince(now)),
        detector_off: off.length,
      },
      counts,
      failingNames: failingNames(thresholds),
      items: [...items],
      nextCursor,
    };
  },
});
