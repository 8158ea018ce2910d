import { z } from 'zod';
import { findStream } from '@/domain/connectors/catalogue';
import { connectorError, isConnectorErrorCode } from '@/domain/connectors/connector-error';
import { lastLookedAt } from '@/domain/member-visit';
import { type News, sinceSchema } from '@/domain/views/since';
import { campaignsFoundSince, countCampaignsFoundSince } from '@/server/data/campaigns/campaigns';
import type { Transaction } from '@/server/data/database';
import { countAccountEventsSince, listAccountEventRows } from '@/server/data/events/account-events';
import { countEventRows } from '@/server/data/events/event-list';
import { countGapsFoundSince, gapsFoundSince } from '@/server/data/integrations/gaps';
import { listIntegrationRows, listStreamRows } from '@/server/data/integrations/integrations';
import { findVisit } from '@/server/data/members/member-visits';
import { presentCampaigns } from '@/server/services/campaigns/present-campaign';
import { presentAccountEvent } from '@/server/services/events/present-account-event';
import { presentGap } from '@/server/services/integrations/present-gap';
import { defineOperation } from '@/server/services/operation';
import { whoEntered } from '@/server/services/people/who-entered';

const MOST_SHOWN = 100;
const MOST_OF_EACH = 20;

/**
 * What came since the last visit of the member that has ended: who entered a band, what began, what broke. Scores of then
 * are made from what was known, decided and in force then, not guessed from those of now.
 */
export const getSince = defineOperation({
  name: 'get-since',
  http: { method: 'GET', path: '/api/v1/since' },
  permission: 'people:read',
  input: z.object({}),
  output: sinceSchema,
  audit: { none: 'It opens no record of a person, and only the member is told of their own visits.' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now }) => {
    const at = new Date(now).toISOString();
    if (actor.kind !== 'member') return { at, news: null };
    const since = lastLookedAt(await findVisit(accountId, tx, actor.memberId), now);
    if (since === null) return { at, news: null };
    const { policy, entered, compared } = await whoEntered(accountId, tx, since, now);
    const systemEvents = await listAccountEventRows(
      accountId,
      tx,
      { recordedSince: since },
      null,
      MOST_OF_EACH,
    );
    const campaigns = await campaignsFoundSince(accountId, tx, since, MOST_OF_EACH);
    const news: News = {
      since: new Date(since).toISOString(),
      policy,
      entered: entered.slice(0, MOST_SHOWN),
      enteredTotal: entered.length,
      compared,
      gotIn: await countEventRows(accountId, tx, {
        outcome: 'got_in',
        disposition: 'counted',
        knownSince: since,
      }),
      campaigns: await presentCampaigns(accountId, tx, campaigns),
      campaignsTotal: await countCampaignsFoundSince(accountId, tx, since),
      systemEvents: systemEvents
        .map(presentAccountEvent)
        .map(({ id, label, occurredAt }) => ({ id, label, occurredAt })),
      systemEventsTotal: await countAccountEventsSince(accountId, tx, since),
      ...(await whatBroke(accountId, tx, since)),
    };
    return { at, news: isNothing(news) ? null : news };
  },
});

function isNothing({ enteredTotal, gotIn, campaigns, systemEvents, broke }: News): boolean {
  return enteredTotal + gotIn + campaigns.length + systemEvents.length + broke.length === 0;
}

/** Streams that fail since then and still do, and the newest of the stretches that turned out not to be collected. */
async function whatBroke(
  accountId: string,
  tx: Transaction,
  since: number,
): Promise<Pick<News, 'broke' | 'brokeTotal'>> {
  const integrations = new Map((await listIntegrationRows(accountId, tx)).map((row) => [row.id, row]));
  const failing = (await listStreamRows(accountId, tx)).flatMap((row) => {
    const integration = integrations.get(row.integrationId);
    const from = row.errorFirstSeenAt;
    if (integration?.state !== 'enabled' || !row.enabled || from === null || from.getTime() <= since)
      return [];
    const code = row.errorCode ?? '';
    const facts = findStream(integration.connector, row.stream);
    // An edition that does not have an optional stream is a note, and nothing broke.
    if (facts?.optional === true && row.errorClass === 'capability') return [];
    return [
      {
        id: `${row.integrationId} ${row.stream}`,
        what: 'failing' as const,
        integration: { id: integration.id, name: integration.name },
        streamLabel: facts?.label ?? row.stream,
        from: from.toISOString(),
        to: null,
        why: isConnectorErrorCode(code) ? connectorError(code).message : 'It could not be read.',
      },
    ];
  });
  const of = [...integrations.keys()];
  const gaps = (await gapsFoundSince(accountId, tx, of, since, MOST_OF_EACH)).flatMap((row) => {
    const integration = integrations.get(row.integrationId);
    if (integration === undefined) return [];
    const { id, from, to, streamLabel, why } = presentGap(integration.connector, row);
    const named = { id: integration.id, name: integration.name };
    return [{ id, what: 'gap' as const, integration: named, streamLabel, from, to, why }];
  });
  return {
    broke: [...failing, ...gaps],
    brokeTotal: failing.length + (await countGapsFoundSince(accountId, tx, of, since)),
  };
}
