import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import {
  clearStreamErrors,
  findIntegration,
  integrationOnHost,
  listStreamRows,
  replaceCredentials,
} from '@/server/data/integrations';
import type { Transaction } from '@/server/data/database';
import { revokeLanes } from '@/server/data/lanes';
import { cutRunsShort } from '@/server/data/runs';
import { scheduleIn } from '@/server/data/schedule';
import { defineOperation } from './operation';
import { parseCredentials, tryCredentials } from './tried-credentials';

/**
 * Puts other keys, or another host, in place of those of an integration. They are tried first; where they do not work
 * nothing changes. Then every stream is due at once and goes on from its cursor, also one that waited for a person.
 */
export const replaceKeys = defineOperation({
  name: 'replace-keys',
  http: { method: 'POST', path: '/api/v1/integrations/:id/keys' },
  permission: 'integrations:write',
  input: z.object({
    id: integrationIdSchema,
    host: z.string('host: enter the API host name.').max(300),
    ikey: z.string('ikey: enter the integration key.').max(200),
    skey: z.string('skey: enter the secret key.').max(200),
  }),
  output: z.object({ host: z.string(), ikeyEnding: z.string() }),
  audit: { entity: 'integration' },
  effect: 'external',
  run: async ({ accountId, actor, runtime, now, transaction, audit, announce }, { id, ...input }) => {
    const { host, ...keys } = parseCredentials(input, runtime.environment.simulatorHosts);
    const { connector } = await transaction((tx) => replaceable(accountId, tx, id, host));
    const tried = await tryCredentials(runtime, connector, { host, ...keys });
    const ikeyEnding = keys.ikey.slice(-4);
    await transaction(async (tx) => {
      const before = await replaceable(accountId, tx, id, host);
      await replaceCredentials(
        accountId,
        tx,
        runtime.vault,
        id,
        { ...tried.credentials, host },
        {
          ikeyEnding,
          edition: tried.edition,
          setAt: now,
          setBy: actor.kind === 'anonymous' ? 'nobody' : actor.name,
        },
      );
      // A run that holds the old keys would fail yet, and take the stream off the schedule again.
      await revokeLanes(accountId, tx, id);
      await cutRunsShort(accountId, tx, id, now, 'The keys were replaced. What was committed stands.');
      await clearStreamErrors(accountId, tx, id);
      if (before.state === 'enabled') {
        for (const { stream } of await listStreamRows(accountId, tx, id)) {
          await scheduleIn(tx, { accountId, integrationId: id, stream }, 0, 'manual');
        }
      }
      audit({
        entityId: id,
        before: { host: before.host, ikeyEnding: before.ikeyEnding },
        after: { host, ikeyEnding },
      });
      announce('integrations', 'runs');
    });
    return { host, ikeyEnding };
  },
});

/** The integration, if it is there; it may move to a host only where no other one reads that. */
async function replaceable(accountId: string, tx: Transaction, id: string, host: string) {
  const integration = await findIntegration(accountId, tx, id);
  if (integration === null) throw Refusal.notFound('integration');
  const other = host === integration.host ? null : await integrationOnHost(accountId, tx, host, id);
  if (other !== null) {
    throw Refusal.conflict(
      'host',
      `host: ${other} reads this Duo account already. Enter the host of ${integration.name}, or replace the keys there.`,
    );
  }
  return integration;
}
