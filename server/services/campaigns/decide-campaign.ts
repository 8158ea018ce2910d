import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isDismissal, type Verdict, VERDICTS } from '@/domain/dispositions/disposition';
import { campaignIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { decidedCampaignSchema } from '@/domain/views/campaign';
import { dispositionEffectSchema } from '@/domain/views/disposition';
import { eventsOfNetwork, findCampaign } from '@/server/data/campaigns/campaigns';
import type { Transaction } from '@/server/data/database';
import { type ChangedEvent, eventsDecidedAlone } from '@/server/data/detection/mark-events';
import { holdDecisions } from '@/server/data/events/decision-lock';
import { draftDisposition, insertDispositions } from '@/server/data/events/dispositions';
import { decideAnew, effectOf, tally } from '@/server/services/events/disposition-effect';
import { deciderOf } from '@/server/services/events/present-dispositions';
import { defineOperation } from '@/server/services/operation';

/** Each event has a decision of its own, which is made and taken back within one transaction. */
const MOST_EVENTS = 2_000;

const verdict = z.enum(VERDICTS, { error: 'verdict: choose one of confirmed, benign, false_positive.' });

/** What one verdict for every event of a campaign would do, before it is given. */
export const previewCampaignDecision = defineOperation({
  name: 'preview-campaign-decision',
  http: { method: 'GET', path: '/api/v1/campaigns/:id/preview' },
  permission: 'events:triage',
  input: z.object({ id: campaignIdSchema, verdict }),
  output: dispositionEffectSchema,
  audit: { none: 'Nothing is decided yet.' },
  effect: 'read',
  run: async ({ accountId, tx, now }, { id, verdict: wanted }) =>
    effectOf(accountId, tx, (await changing(accountId, tx, id, wanted)).events, now),
});

/**
 * Gives every event of a campaign that has another verdict, or none, this one: each a decision of its own, so that one of
 * them can be taken back. Events that come later are not decided by it.
 */
export const decideCampaign = defineOperation({
  name: 'decide-campaign',
  http: { method: 'POST', path: '/api/v1/campaigns/:id/decide' },
  permission: 'events:triage',
  stepUp: 'It hides every event of an attack at once.',
  stepUpFor: ({ verdict: wanted }) => isDismissal(wanted),
  byToken: 'allowed',
  input: z.object({
    id: campaignIdSchema,
    verdict,
    reason: z
      .string({ error: 'reason: say why, for whoever reads this later.' })
      .trim()
      .min(1, 'reason: say why, for whoever reads this later.')
      .max(1000, 'reason: use at most 1,000 characters.'),
  }),
  output: decidedCampaignSchema,
  audit: { entity: 'campaign' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { id, verdict: wanted, reason }) => {
    await holdDecisions(accountId, tx);
    const { campaignId, events } = await changing(accountId, tx, id, wanted);
    if (events.length === 0)
      throw new Refusal(
        'conflict',
        'Every event of this campaign has this verdict already. Nothing is left to do.',
      );
    const by = deciderOf(actor);
    const rows = events.map(({ id: eventId, personId, kind }) =>
      draftDisposition({
        id: randomUUID(),
        verdict: wanted,
        covers: { scope: 'event', eventId },
        about: { personId, kind },
        reason,
        expiresAt: null,
        by,
        now,
        inForce: true,
      }),
    );
    await insertDispositions(accountId, tx, rows);
    const decided = await decideAnew(accountId, tx, { events: events.map((event) => event.id) }, now);
    audit({
      entityId: campaignId,
      before: { events: tally(decided.changed.map(({ before }) => before)) },
      after: {
        verdict: wanted,
        reason,
        events: tally(decided.changed.map(({ after }) => after)),
        dispositions: rows.map((row) => row.id),
      },
    });
    announce('events', 'people');
    return { id: campaignId, effect: decided.effect };
  },
});

/** The events of a campaign that have another verdict, or none. @throws Refusal where it is not there, or too large */
async function changing(
  accountId: string,
  tx: Transaction,
  id: string,
  wanted: Verdict,
): Promise<{ campaignId: string; events: ChangedEvent[] }> {
  const row = await findCampaign(accountId, tx, id);
  if (row === null) throw Refusal.notFound('campaign');
  const all = await eventsOfNetwork(accountId, tx, row.network, row.firstAt, row.lastAt);
  const events = await eventsDecidedAlone(
    accountId,
    tx,
    all.map((event) => event.id),
    wanted,
  );
  const others = events.filter(({ before }) => before !== wanted);
  if (others.length > MOST_EVENTS)
    throw new Refusal(
      'conflict',
      `This campaign has ${others.length} events to decide, and at most ${MOST_EVENTS} are decided at once. Decide for its network instead.`,
    );
  return { campaignId: row.id, events: others };
}
