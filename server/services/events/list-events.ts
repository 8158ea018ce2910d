import { z } from 'zod';
import {
  campaignIdSchema,
  dispositionIdSchema,
  instantSchema,
  loopIdSchema,
  personIdSchema,
} from '@/domain/identifiers';
import { rangeWindow } from '@/domain/range-window';
import { Refusal } from '@/domain/refusal';
import { rangeSchema } from '@/domain/views/dashboard';
import { decidedAsSchema } from '@/domain/views/disposition';
import { eventsPageSchema, outcomeSchema } from '@/domain/views/person';
import { findCampaign } from '@/server/data/campaigns/campaigns';
import { countEventRows, listEventRows } from '@/server/data/events/event-list';
import { defineOperation } from '@/server/services/operation';
import { cursorInstantSchema, readCursor, writeCursor } from '@/server/services/page-cursor';
import { eventsOfMoment, momentOf, momentSchema, settingAt } from '@/server/services/people/grounds';
import { peopleAt } from '@/server/services/people/people-at';
import { pastFacts } from '@/server/services/people/past-facts';
import { eventNarrowingSchema } from './event-narrowing';
import { inDepartment } from './in-department';
import { refuseTooManyThen } from './past-events';
import { presentEvents } from './present-events';

const PAGE = 50;
const cursorSchema = z.object({ occurredAt: cursorInstantSchema, id: z.uuid() });

/** Identity events, newest first: those that stand, or those of a past moment in either reading. */
export const listEvents = defineOperation({
  name: 'list-events',
  http: { method: 'GET', path: '/api/v1/events' },
  permission: 'people:read',
  input: eventNarrowingSchema.extend({
    outcome: outcomeSchema.optional(),
    disposition: decidedAsSchema.optional(),
    person: personIdSchema.optional(),
    /** Those of a campaign, the dismissed among them unless `disposition` says otherwise. */
    campaign: campaignIdSchema.optional(),
    /** Those that stand under a decision, whatever it says. */
    under: dispositionIdSchema.optional(),
    /** Bursts of a client that asks again and again by itself, which the register of what hides events names. */
    loop: loopIdSchema.optional(),
    range: rangeSchema.optional(),
    /** A stretch of time in place of a range, half open. */
    from: instantSchema.optional(),
    to: instantSchema.optional(),
    /** What became known after this instant: the event, or with an outcome its outcome. */
    known: instantSchema.optional(),
    ...momentSchema.shape,
    cursor: z.string().max(500).optional(),
  }),
  output: eventsPageSchema,
  audit: { none: 'Listing events opens no raw record.' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now }, input) => {
    const moment = momentOf(input, now);
    const { at, past } = moment;
    if (past !== null && input.known !== undefined)
      throw Refusal.invalid('known', 'known: leave it out beside at, which says what was known already.');
    const { number, policy, tables } = await peopleAt(accountId, tx, moment, now);
    if (input.range !== undefined && (input.from ?? input.to) !== undefined)
      throw Refusal.invalid('range', 'range: leave it out beside from and to, which say the time already.');
    const window = input.range === undefined ? null : rangeWindow(input.range, at);
    if (past !== null && input.campaign !== undefined)
      throw Refusal.invalid(
        'campaign',
        'campaign: leave it out beside at; campaigns are known as they are now.',
      );
    const campaign = input.campaign === undefined ? null : await findCampaign(accountId, tx, input.campaign);
    if (input.campaign !== undefined && campaign === null) throw Refusal.notFound('campaign');
    const from = window?.from ?? instantOf(input.from);
    const to = window?.to ?? instantOf(input.to);
    const filter = {
      personId: input.person,
      network: campaign?.network,
      integrationId: input.integration,
      kind: input.kind,
      group: input.group,
      ...(await inDepartment(accountId, tx, input, { number, past, tables })),
      outcome: input.outcome,
      disposition: input.disposition,
      underId: input.under,
      loop: input.loop,
      from: campaign === null ? from : Math.max(campaign.firstAt, from ?? campaign.firstAt),
      to: campaign === null ? to : Math.min(campaign.lastAt + 1, to ?? campaign.lastAt + 1),
      knownSince: instantOf(input.known),
      ...eventsOfMoment(moment),
    };
    if (filter.personId === undefined)
      await refuseTooManyThen(accountId, tx, moment, { from: filter.from ?? 0, to: filter.to ?? at });
    const cursor = readCursor(cursorSchema, input.cursor);
    const rows = await listEventRows(accountId, tx, filter, cursor, PAGE + 1);
    const shown = rows.slice(0, PAGE);
    const last = shown.at(-1);
    return {
      ...(await pastFacts(accountId, tx, moment, policy)),
      policy: number,
      total: cursor === null ? await countEventRows(accountId, tx, filter) : null,
      events: presentEvents(shown, await settingAt(accountId, tx, shown, moment, { actor, policy, now })),
      nextCursor:
        rows.length <= PAGE || last === undefined
          ? null
          : writeCursor({ occurredAt: last.occurredAt.getTime(), id: last.id }),
    };
  },
});

function instantOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
