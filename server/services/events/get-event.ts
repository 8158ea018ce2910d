import { DEFAULT_SETTINGS } from '@/domain/detection/derived/detector-settings';
import { remedyOf } from '@/domain/detection/remedy';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import { eventIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { DAY_MS, instantOf } from '@/domain/scoring/scored-event';
import { eventDetailSchema } from '@/domain/views/person';
import { campaignOfEvent } from '@/server/data/campaigns/campaigns';
import { settingsOriginAt } from '@/server/data/detection/detector-settings';
import { proposalsFor } from '@/server/data/detection/mark-events';
import { findEventRow } from '@/server/data/events/event-list';
import { candidateFromRow } from '@/server/data/events/event-row';
import { currentPolicy, policyAt } from '@/server/data/scoring/scoring-policies';
import { beginsViewing } from '@/server/services/audit/viewing';
import { aftermathOfEvent } from '@/server/services/campaigns/present-aftermath';
import { briefOf } from '@/server/services/campaigns/present-campaign';
import { defineOperation } from '@/server/services/operation';
import { momentOf, momentSchema, settingAt } from '@/server/services/people/grounds';
import { briefsOf } from './present-dispositions';
import { presentEvents } from './present-events';
import { presentEvidence } from './present-evidence';

/**
 * One identity event with the arithmetic behind its bar and the raw records it rests on; or that of a past moment. Who
 * opened its raw records stands in the audit log.
 */
export const getEvent = defineOperation({
  name: 'get-event',
  http: { method: 'GET', path: '/api/v1/events/:id' },
  permission: 'people:read',
  input: momentSchema.extend({ id: eventIdSchema }),
  output: eventDetailSchema,
  audit: { entity: 'identity_event' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now, audit }, { id, ...given }) => {
    const moment = momentOf(given, now);
    const { at, past } = moment;
    const row = await findEventRow(accountId, tx, id, past === 'then' ? at : undefined);
    if (row === null) throw Refusal.notFound('identity event');
    const { number, policy } =
      past === null ? await currentPolicy(accountId, tx) : await policyAt(accountId, tx, at);
    const setting = await settingAt(accountId, tx, [row], moment, { actor, policy, now });
    const [event] = presentEvents([row], setting);
    if (event === undefined) throw Refusal.notFound('identity event');
    const candidate = candidateFromRow(row);
    const facts = EVENT_CATALOGUE[candidate.kind];
    const weight = policy.weights[candidate.kind];
    // Campaigns are kept as they are now: of the past they are not told.
    const campaign = past === null ? await campaignOfEvent(accountId, tx, id) : null;
    const evidence = await presentEvidence(accountId, tx, actor, id, candidate.sources);
    const opened = evidence.filter(({ record }) => record !== null).length;
    if (opened > 0 && (await beginsViewing(accountId, tx, actor, `event:${id}`, now)))
      audit({ entityId: id, after: { kind: candidate.kind, records: opened }, personId: row.personId });
    const since = at - instantOf({ ...candidate, receivedAt: row.receivedAt.getTime() });
    return {
      at: new Date(at).toISOString(),
      event,
      explanation: {
        raisedBy: facts.raisedBy,
        remedy: remedyOf(candidate),
        technique: facts.technique,
        detectorVersion: row.detectorVersion,
        settings: presentSettings(await settingsOriginAt(accountId, tx, candidate.occurredAt)),
        policy: number,
        weight,
        halfLifeDays: policy.halfLifeDays,
        valueNow:
          since < 0 ? 0 : weight * candidate.confidence * 2 ** (-since / DAY_MS / policy.halfLifeDays),
      },
      campaign: campaign === null ? null : briefOf(campaign),
      after: past === null && event.outcome === 'got_in' ? await aftermathOfEvent(accountId, tx, row) : null,
      proposals: [
        ...(await briefsOf(accountId, tx, await proposalsFor(accountId, tx, id), { actor, now })).values(),
      ],
      evidence,
    };
  },
});

function presentSettings(saved: Awaited<ReturnType<typeof settingsOriginAt>>) {
  if (saved === null) return { number: DEFAULT_SETTINGS[0].number, saved: null };
  const { number, author, reason, from } = saved;
  return { number, saved: { by: author, at: from.toISOString(), reason } };
}
