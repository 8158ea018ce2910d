import { z } from 'zod';
import { shellSchema } from '@/domain/views/session';
import { listIntegrationRows } from '@/server/data/integrations';
import { countAllPeople } from '@/server/data/person-list';
import { findPreparation } from '@/server/data/policy-preparation';
import { currentPolicy } from '@/server/data/scoring-policies';
import { workerPresence } from '@/server/data/worker-heartbeats';
import { defineOperation } from './operation';
import { presentPreparation } from './present-preparation';

/** What the frame of every page says: counts beside the menu, and whether any worker runs. */
export const getShell = defineOperation({
  name: 'get-shell',
  http: { method: 'GET', path: '/api/v1/shell' },
  permission: 'people:read',
  input: z.object({}),
  output: shellSchema,
  audit: { none: 'Counts only.' },
  effect: 'read',
  run: async ({ accountId, tx, now }) => {
    const preparing = await findPreparation(accountId, tx);
    return {
      at: new Date(now).toISOString(),
      worker: await workerPresence(tx),
      people: await countAllPeople(accountId, tx),
      integrations: (await listIntegrationRows(accountId, tx)).length,
      policy: {
        current: (await currentPolicy(accountId, tx)).number,
        preparing: preparing === null ? null : presentPreparation(preparing),
      },
    };
  },
});
