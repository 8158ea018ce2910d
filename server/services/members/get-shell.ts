import { z } from 'zod';
import { findStream } from '@/domain/connectors/catalogue';
import { isForAPerson } from '@/domain/integration-status';
import { shellSchema } from '@/domain/views/session';
import { countOpenCampaigns } from '@/server/data/campaigns/campaigns';
import { listIntegrationRows, listStreamRows } from '@/server/data/integrations/integrations';
import { workerPresence } from '@/server/data/integrations/worker-heartbeats';
import { countAllPeople } from '@/server/data/people/person-list';
import { findPreparation } from '@/server/data/scoring/policy-preparation';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import { actorMay } from '@/server/services/actor';
import { statusOfIntegration } from '@/server/services/integrations/feed-health';
import { unreadOf } from '@/server/services/notifications/own-notifications';
import { defineOperation } from '@/server/services/operation';
import { presentPreparation } from '@/server/services/scoring/present-preparation';

type Streams = ReturnType<typeof statusOfIntegration>['streams'];

/** What the frame of every page says: counts beside the menu, whether any worker runs, and what waits for a person. */
export const getShell = defineOperation({
  name: 'get-shell',
  http: { method: 'GET', path: '/api/v1/shell' },
  permission: { anyMember: 'Every page has the frame; it counts only what the role may see.' },
  input: z.object({}),
  output: shellSchema,
  audit: { none: 'Counts only.' },
  effect: 'read',
  run: async ({ actor, accountId, tx, runtime, now }) => {
    const seesPeople = actorMay(actor, 'people:read');
    const seesIntegrations = actorMay(actor, 'integrations:read');
    // Who sees scores is told what they rest on, also who may open no integration.
    const integrations = seesPeople || seesIntegrations ? await listIntegrationRows(accountId, tx) : [];
    const streams = await listStreamRows(accountId, tx);
    const feeds = integrations.map((integration) => {
      const { id, name, connector } = integration;
      const { status, streams: own } = statusOfIntegration(runtime, integration, streams, now);
      return { id, name, word: status.word, waiting: waitingOf(own), stale: staleOf(connector, own) };
    });
    const preparing = await findPreparation(accountId, tx);
    return {
      at: new Date(now).toISOString(),
      worker: await workerPresence(tx),
      people: seesPeople ? await countAllPeople(accountId, tx) : 0,
      integrations: seesIntegrations ? integrations.length : 0,
      campaigns: seesPeople ? await countOpenCampaigns(accountId, tx) : 0,
      unread: await unreadOf(accountId, tx, actor),
      needAction: feeds
        .flatMap(({ id, name, waiting }) => (waiting === null ? [] : [{ id, name, ...waiting }]))
        .sort(byName),
      stale: feeds
        .flatMap(({ id, name, word, waiting, stale }) =>
          stale === null || waiting !== null ? [] : [{ id, name, word, ...stale }],
        )
        .sort(byName),
      policy: {
        current: (await currentPolicy(accountId, tx)).number,
        preparing: preparing === null ? null : presentPreparation(preparing),
      },
    };
  },
});

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name.localeCompare(other.name, 'en');
}

/** Until when what a stream brings is complete that waits for a person; a test that asks it meanwhile has not mended it yet. */
function waitingOf(streams: Streams): { since: string | null } | null {
  const waiting = streams.filter(
    ({ row, status: { word } }) =>
      word === 'action_required' || (word === 'testing' && isForAPerson(row.errorClass)),
  );
  if (waiting.length === 0) return null;
  const since = waiting.flatMap(({ row }) => row.completeUntil ?? []).map((at) => at.getTime());
  return { since: since.length === 0 ? null : new Date(Math.min(...since)).toISOString() };
}

/** The streams of records that are stale, and since when the oldest of them is. */
function staleOf(connector: string, streams: Streams): { since: string; streams: string[] } | null {
  const stale = streams.flatMap(({ row, staleSince }) => {
    const stream = findStream(connector, row.stream);
    return staleSince === null || stream?.holds !== 'records' ? [] : [{ staleSince, label: stream.label }];
  });
  if (stale.length === 0) return null;
  return {
    since: new Date(Math.min(...stale.map(({ staleSince }) => staleSince))).toISOString(),
    streams: stale.map(({ label }) => label),
  };
}
