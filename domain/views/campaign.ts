import { z } from 'zod';
import { hidden, namedMember, namedPerson, plainText, writtenText } from '@/domain/names/name-marks';
import { aftermathSchema, elsewhereSchema } from './aftermath';
import { dispositionEffectSchema } from './disposition';
import { campaignBriefSchema, eventRowSchema, kindSchema, outcomeSchema } from './person';

export const CAMPAIGN_STATES = ['open', 'acknowledged', 'closed'] as const;
export const campaignStateSchema = z.enum(CAMPAIGN_STATES, {
  error: 'state: choose one of open, acknowledged, closed.',
});
export type CampaignState = z.infer<typeof campaignStateSchema>;

const namedSchema = namedMember();

export const campaignRowSchema = campaignBriefSchema.extend({
  firstAt: z.string(),
  place: z.object({ city: z.string().nullable(), country: z.string().nullable() }),
  kinds: z.array(z.object({ kind: kindSchema, label: z.string() })),
  events: z.number().int(),
  /** Names that Duo does not know, among the targets of an attack on many. */
  unknownNames: z.number().int(),
  state: campaignStateSchema,
  /** Since when none of its events counts: they were dismissed. */
  endedAt: z.string().nullable(),
  owner: namedSchema.nullable(),
});
export type CampaignListed = z.infer<typeof campaignRowSchema>;

export const campaignPartSchema = z.enum(['open', 'closed'], {
  error: 'part: choose one of open, closed.',
});

export const campaignsPageSchema = z.object({
  at: z.string(),
  /** What is listed. */
  part: campaignPartSchema,
  outcome: outcomeSchema.nullable(),
  counts: z.object({ open: z.number().int(), closed: z.number().int() }),
  campaigns: z.array(campaignRowSchema),
  nextCursor: z.string().nullable(),
});
export type CampaignsPage = z.infer<typeof campaignsPageSchema>;

export const campaignDetailSchema = z.object({
  at: z.string(),
  campaign: campaignRowSchema.extend({
    note: writtenText(),
    stateAt: z.string().nullable(),
    stateBy: plainText().nullable(),
  }),
  /** Whom it reached; who was let in first. */
  people: z.array(
    z.object({
      person: namedPerson(),
      outcome: outcomeSchema,
      events: z.number().int(),
      /** Null where nobody got in. */
      after: aftermathSchema.nullable(),
    }),
  ),
  /** People without an event of it who signed in from the same source within a day after somebody got in. */
  elsewhere: z.array(elsewhereSchema),
  /** Names that were tried and that Duo does not know. */
  unknownNames: hidden(z.array(z.string())),
  /** The newest first, the dismissed among them. */
  events: z.array(eventRowSchema),
  /** All of them, where not all are listed. */
  total: z.number().int(),
  /** Who may be its owner. */
  members: z.array(namedSchema),
});
export type CampaignDetail = z.infer<typeof campaignDetailSchema>;

export const changedCampaignSchema = z.object({
  id: z.string(),
  state: campaignStateSchema,
  owner: namedSchema.nullable(),
  note: writtenText(),
});
export type ChangedCampaign = z.infer<typeof changedCampaignSchema>;

export const decidedCampaignSchema = z.object({ id: z.string(), effect: dispositionEffectSchema });
export type DecidedCampaign = z.infer<typeof decidedCampaignSchema>;
