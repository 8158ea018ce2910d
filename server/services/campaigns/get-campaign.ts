import { z } from 'zod';
import { aftermathOf, AFTERMATH_MS, elsewhere } from '@/domain/campaigns/aftermath';
import { CAMPAIGN_GAP_MS, outcomeOfAll } from '@/domain/campaigns/campaign-run';
import { dayOf } from '@/domain/detection/derived/terms';
import { campaignIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { campaignDetailSchema } from '@/domain/views/campaign';
import { stepsOf, successesFrom, unknownNamesFrom } from '@/server/data/campaigns/campaign-signals';
import {
  type CampaignRow,
  eventsOfNetwork,
  findCampaign,
  type NetworkEvent,
} from '@/server/data/campaigns/campaigns';
import type { Transaction } from '@/server/data/database';
import { attacksFrom } from '@/server/data/detection/source-attacks';
import { listEventRows } from '@/server/data/events/event-list';
import { membersWith } from '@/server/data/members/members';
import { personNames } from '@/server/data/people/person-list';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import { presentEvents, settingOf } from '@/server/services/events/present-events';
import { defineOperation } from '@/server/services/operation';
import type { NamesInAnswer } from '@/server/services/privacy/names-in-answers';
import { presentAftermath, presentElsewhere } from './present-aftermath';
import { presentCampaigns } from './present-campaign';

const MOST_EVENTS = 200;
const ORDER = { got_in: 0, unknown: 1, refused: 2 } as const;

/** One campaign: whom it reached, whether they got in and what happened then, and who looks after it. */
export const getCampaign = defineOperation({
  name: 'get-campaign',
  http: { method: 'GET', path: '/api/v1/campaigns/:id' },
  permission: 'people:read',
  input: z.object({ id: campaignIdSchema }),
  output: campaignDetailSchema,
  audit: { none: 'It opens no raw record; who opens one is recorded with the viewing log.' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now, names }, { id }) => {
    const row = await findCampaign(accountId, tx, id);
    if (row === null) throw Refusal.notFound('campaign');
    const [listed] = await presentCampaigns(accountId, tx, [row]);
    if (listed === undefined) throw Refusal.notFound('campaign');
    const { network, firstAt, lastAt } = row;
    const all = await eventsOfNetwork(accountId, tx, network, firstAt, lastAt);
    const standing = all.filter(({ isDismissed }) => !isDismissed);
    // Of one whose events are all dismissed it is still told whom they were about.
    const counted = standing.length > 0 ? standing : all;
    const { policy } = await currentPolicy(accountId, tx);
    const rows = await listEventRows(
      accountId,
      tx,
      { network, from: firstAt, to: lastAt + 1 },
      null,
      MOST_EVENTS,
    );
    const reach = await reachOf(accountId, tx, row, counted, names);
    return {
      at: new Date(now).toISOString(),
      campaign: {
        ...listed,
        note: row.note,
        stateAt: row.stateAt === null ? null : new Date(row.stateAt).toISOString(),
        stateBy: row.stateByName,
      },
      ...reach,
      unknownNames: await namesOf(accountId, tx, row),
      events: presentEvents(rows, await settingOf(accountId, tx, rows, { actor, policy, now })),
      total: all.length,
      members: await membersWith(accountId, tx, 'events:triage'),
    };
  },
});

/** Whom a campaign reached, with what happened to each after somebody got in, and where else its source was then. */
async function reachOf(
  accountId: string,
  tx: Transaction,
  row: CampaignRow,
  counted: readonly NetworkEvent[],
  { withheld }: Pick<NamesInAnswer, 'withheld'>,
) {
  const approvals = counted.filter(({ outcome }) => outcome === 'got_in');
  const first = approvals[0];
  const until = (approvals.at(-1)?.at ?? 0) + AFTERMATH_MS;
  const successes =
    first === undefined ? [] : await successesFrom(accountId, tx, row.network, first.at, until);
  const entered = [...new Set(approvals.map(({ personId }) => personId))];
  const steps = first === undefined ? [] : await stepsOf(accountId, tx, entered, first.at, until);
  const after = new Map(aftermathOf(approvals, successes, steps).map((one) => [one.personId, one]));
  const events = new Map<string, NetworkEvent[]>();
  for (const event of counted) events.set(event.personId, [...(events.get(event.personId) ?? []), event]);
  const others = elsewhere(approvals, successes, new Set(events.keys()));
  const names = await personNames(accountId, tx, [
    ...events.keys(),
    ...others.map(({ personId }) => personId),
  ]);
  const named = (personId: string) => ({ id: personId, name: names.get(personId) ?? '' });
  return {
    people: [...events]
      .map(([personId, own]) => ({
        person: named(personId),
        outcome: outcomeOfAll(own.map(({ outcome }) => outcome)),
        events: own.length,
        after: presentAftermath(after.get(personId)),
      }))
      .sort(
        (a, b) =>
          ORDER[a.outcome] - ORDER[b.outcome] ||
          // An order by names would tell those that are withheld.
          (withheld ? 0 : a.person.name.localeCompare(b.person.name, 'en')) ||
          (a.person.id < b.person.id ? -1 : 1),
      ),
    elsewhere: others.map((one) => presentElsewhere(one, names)),
  };
}

/** Names that nobody has: those of records that are still stored, and those of attacks, which are kept longer. */
async function namesOf(
  accountId: string,
  tx: Transaction,
  { network, firstAt, lastAt }: CampaignRow,
): Promise<string[]> {
  const from = firstAt - CAMPAIGN_GAP_MS;
  const to = lastAt + CAMPAIGN_GAP_MS;
  const attacks = await attacksFrom(accountId, tx, network, dayOf(firstAt), dayOf(lastAt));
  return [
    ...new Set([
      ...(await unknownNamesFrom(accountId, tx, network, from, to)),
      ...attacks.flatMap(({ unknownNames }) => unknownNames),
    ]),
  ].sort();
}
