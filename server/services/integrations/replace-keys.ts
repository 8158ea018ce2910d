import { z } from 'zod';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import type { Transaction } from '@/server/data/database';
import {
  clearStreamErrors,
  integrationOnHost,
  openCredentials,
  replaceCredentials,
} from '@/server/data/integrations/integrations';
import { databaseNow } from '@/server/data/integrations/schedule';
import { interruptStreams } from '@/server/data/integrations/streams';
import { defineOperation } from '@/server/services/operation';
import { connectorOf, prepareFields, typedFieldsSchema } from './connector-fields';
import { turnsBesideWorkers } from './probe-turns';
import { steeredIntegration, wakeStreams } from './steered-integration';
import { tryCredentials } from './tried-credentials';

/**
 * Puts other keys, or another host, in place of those of an integration, by the fields of its connector. They are tried
 * first; where they do not work nothing changes. Then every stream that is on is due at once and goes on from its
 * cursor, also one that waited for a person. Values that the connector makes itself are in this answer only.
 */
export const replaceKeys = defineOperation({
  name: 'replace-keys',
  http: { method: 'POST', path: '/api/v1/integrations/:id/keys' },
  permission: 'integrations:write',
  stepUp: 'Whoever replaces keys decides what Parapet reads from then on.',
  byToken: 'allowed',
  input: z.object({ id: integrationIdSchema, fields: typedFieldsSchema.default({}) }),
  output: z.object({
    host: z.string(),
    ikeyEnding: z.string(),
    reveal: z.array(z.object({ label: z.string(), value: z.string() })),
  }),
  audit: { entity: 'integration' },
  effect: 'external',
  run: async ({ accountId, actor, runtime, now, transaction, audit, announce }, { id, fields }) => {
    const { integration, opened } = await transaction(async (tx) => ({
      ...(await steeredIntegration(accountId, tx, id)),
      opened: await openCredentials(accountId, tx, runtime.vault, id, runtime.processName),
    }));
    const { adapter } = connectorOf(runtime, integration.connector);
    // Where the old ones cannot be opened any more, new ones are the way out.
    const before = opened.ok ? opened.credentials : undefined;
    const { credentials, address, keyEnding, reveal } = prepareFields(adapter, fields, before);
    const host = address ?? '';
    await transaction((tx) => replaceable(accountId, tx, id, host));
    const turn = turnsBesideWorkers({
      accountId,
      runtime,
      announce,
      transaction,
      integrationId: id,
      connector: integration.connector,
    });
    const tried = await tryCredentials(runtime, integration.connector, credentials, turn);
    await transaction(async (tx) => {
      const { integration: before, streams } = await replaceable(accountId, tx, id, host);
      await replaceCredentials(accountId, tx, runtime.vault, id, tried.credentials, {
        host,
        keys: {
          ikeyEnding: keyEnding,
          edition: tried.edition,
          setAt: now,
          setBy: actor.kind === 'anonymous' ? 'nobody' : actor.name,
        },
      });
      const at = await databaseNow(tx);
      // A run that holds the old keys would fail yet, and take the stream off the schedule again.
      const of = { integrationId: id };
      await interruptStreams(accountId, tx, of, at, 'The keys were replaced. What was committed stands.');
      await clearStreamErrors(accountId, tx, id);
      await wakeStreams(accountId, tx, runtime, before, streams, 'manual', at);
      audit({
        entityId: id,
        before: { host: before.host, ikeyEnding: before.ikeyEnding },
        after: { host, ikeyEnding: keyEnding },
      });
      announce('integrations', 'runs');
    });
    return { host, ikeyEnding: keyEnding, reveal: [...reveal] };
  },
});

/** The integration, if it is there; it may move to a host only where no other one reads that. */
async function replaceable(accountId: string, tx: Transaction, id: string, host: string) {
  const steered = await steeredIntegration(accountId, tx, id);
  const { integration, manifest } = steered;
  const moves = host !== '' && host !== integration.host;
  const other = moves ? await integrationOnHost(accountId, tx, host, id) : null;
  if (other !== null) {
    const field = hostField(manifest);
    throw Refusal.conflict(
      field,
      `${field}: ${other.name} reads this ${manifest.name} account already. Enter the host of ${integration.name}, or replace the keys there.`,
    );
  }
  return steered;
}

function hostField({ fields }: ConnectorManifest): string {
  return fields.find(({ holds }) => holds === 'host')?.id ?? 'fields';
}
