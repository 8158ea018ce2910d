import { z } from 'zod';
import { campaignIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { findCampaign } from '@/server/data/campaigns/campaigns';
import { defineOperation } from '@/server/services/operation';

/** Whether there is a campaign, before its page begins to be sent: what has begun can say no more that it is not found. */
export const hasCampaign = defineOperation({
  name: 'has-campaign',
  http: 'internal',
  permission: 'people:read',
  input: z.object({ id: campaignIdSchema }),
  output: z.object({}),
  audit: { none: 'It tells nothing of the campaign.' },
  effect: 'read',
  run: async ({ accountId, tx }, { id }) => {
    if ((await findCampaign(accountId, tx, id)) === null) throw Refusal.notFound('campaign');
    return {};
  },
});
