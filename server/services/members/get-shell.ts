import { z } from 'zod';
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
import { defineOperation } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { presentPreparation } from '@/server/services/scoring/present-preparation';

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
    const integrations = actorMay(actor, 'integrations:read') ? await listIntegrationRows(accountId, tx) : [];
    const streams = await listStreamRows(accountId, tx);
    const preparing = await findPreparation(accountId, tx);
    return {
      at: new Date(now).toISOString(),
      worker: await workerPresence(tx),
      people: seesPeople ? await countAllPeople(accountId, tx) : 0,
      integrations: integrations.length,
      campaigns: seesPeople ? await countOpenCampaigns(accountId, tx) : 0,
      needAction: integrations
        .filter((integration) => waitsForAPerson(runtime, integration, streams, now))
        .map(({ id, name }) => ({ id, name }))
        .sort((a, b) => a.name.localeCompare(b.name, 'en')),
      policy: {
        current: (await currentPolicy(accountId, tx)).number,
        preparing: preparing === null ? null : presentPreparation(preparing),
      },
    };
  },
});

/** Whether a stream that is read waits for a person; a test that asks it meanwhile has not mended it yet. */
function waitsForAPerson(
  runtime: Runtime,
  integration: Parameters<typeof statusOfIntegration>[1],
  rows: Parameters<typeof statusOfIntegration>[2],
  now: number,
): boolean {
  return statusOfIntegration(runtime, integration, rows, now).streams.some(
    ({ row, status: { word } }) =>
      word === 'action_required' || (word === 'testing' && isForAPerson(row.errorClass)),
  );
}
