import { z } from 'zod';
import { campaignIdSchema, memberIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { campaignStateSchema, changedCampaignSchema } from '@/domain/views/campaign';
import { holdCampaigns } from '@/server/data/campaigns/campaign-due';
import { type CampaignRow, findCampaign, putCampaigns } from '@/server/data/campaigns/campaigns';
import { membersWith } from '@/server/data/members/members';
import { deciderOf } from '@/server/services/events/present-dispositions';
import { defineOperation } from '@/server/services/operation';
import { presentCampaigns } from './present-campaign';

const input = z
  .object({
    id: campaignIdSchema,
    /** Null for nobody. */
    owner: memberIdSchema.nullable().optional(),
    state: campaignStateSchema.optional(),
    note: z.string().trim().max(4000, 'note: use at most 4,000 characters.').optional(),
  })
  .refine(({ owner, state, note }) => owner !== undefined || state !== undefined || note !== undefined, {
    error: 'Say what to change: owner, state or note.',
  });

/** Who looks after a campaign, how far that is, and what they want the next one to know. */
export const setCampaign = defineOperation({
  name: 'set-campaign',
  http: { method: 'POST', path: '/api/v1/campaigns/:id' },
  permission: 'events:triage',
  input,
  output: changedCampaignSchema,
  audit: { entity: 'campaign' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { id, owner, state, note }) => {
    await holdCampaigns(accountId, tx);
    const before = await findCampaign(accountId, tx, id);
    if (before === null) throw Refusal.notFound('campaign');
    if (owner !== undefined && owner !== null) {
      const members = await membersWith(accountId, tx, 'events:triage');
      if (!members.some((member) => member.id === owner))
        throw Refusal.invalid(
          'owner',
          'owner: nobody with this id may decide of events here. Choose an administrator or analyst of this account.',
        );
    }
    const after: CampaignRow = {
      ...before,
      ...(owner === undefined ? {} : { ownerId: owner }),
      ...(note === undefined ? {} : { note }),
      ...(state === undefined || state === before.state
        ? {}
        : { state, stateAt: now, stateByName: deciderOf(actor).name }),
    };
    await putCampaigns(accountId, tx, [after]);
    audit({ entityId: before.id, before: said(before), after: said(after) });
    announce('events');
    const [listed] = await presentCampaigns(accountId, tx, [after]);
    return { id: after.id, state: after.state, owner: listed?.owner ?? null, note: after.note };
  },
});

function said({ state, ownerId, note }: CampaignRow) {
  return { state, ownerId, note };
}
