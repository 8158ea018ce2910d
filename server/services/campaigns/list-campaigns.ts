import { z } from 'zod';
import { campaignPartSchema, campaignsPageSchema } from '@/domain/views/campaign';
import { outcomeSchema } from '@/domain/views/person';
import { countCampaigns, listCampaignRows } from '@/server/data/campaigns/campaigns';
import { defineOperation } from '@/server/services/operation';
import { cursorInstantSchema, readCursor, writeCursor } from '@/server/services/page-cursor';
import { presentCampaigns } from './present-campaign';

const PAGE = 50;
const cursorSchema = z.object({ gotIn: z.boolean(), lastAt: cursorInstantSchema, id: z.uuid() });

/** Campaigns: those that got in, then the others, of each the one that was seen last first. */
export const listCampaigns = defineOperation({
  name: 'list-campaigns',
  http: { method: 'GET', path: '/api/v1/campaigns' },
  permission: 'people:read',
  input: z.object({
    part: campaignPartSchema.default('open'),
    outcome: outcomeSchema.optional(),
    cursor: z.string().max(500).optional(),
  }),
  output: campaignsPageSchema,
  audit: { none: 'Listing campaigns opens no record of a person.' },
  effect: 'read',
  run: async ({ accountId, tx, now }, { part, outcome, cursor }) => {
    const wanted = { part, outcome: outcome ?? null };
    const rows = await listCampaignRows(accountId, tx, wanted, readCursor(cursorSchema, cursor), PAGE + 1);
    const shown = rows.slice(0, PAGE);
    const last = shown.at(-1);
    return {
      at: new Date(now).toISOString(),
      ...wanted,
      counts: await countCampaigns(accountId, tx),
      campaigns: await presentCampaigns(accountId, tx, shown),
      nextCursor:
        rows.length <= PAGE || last === undefined
          ? null
          : writeCursor({ gotIn: last.outcome === 'got_in', lastAt: last.lastAt, id: last.id }),
    };
  },
});
