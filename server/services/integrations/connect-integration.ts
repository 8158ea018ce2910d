import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import { instantSchema } from '@/domain/identifiers';
import { firstLanes } from '@/domain/polling/first-lanes';
import { Refusal } from '@/domain/refusal';
import { connectedSchema } from '@/domain/views/integration';
import type { Transaction } from '@/server/data/database';
import {
  insertIntegration,
  integrationNameTaken,
  integrationOnHost,
} from '@/server/data/integrations/integrations';
import { scheduleStream } from '@/server/data/integrations/schedule';
import { pacedStream } from '@/server/services/collection/paced-stream';
import { defineOperation } from '@/server/services/operation';
import { chooseStreams, chosenStreamsSchema } from './choose-streams';
import { connectorOf, prepareFields, readAlready, typedFieldsSchema } from './connector-fields';
import { deliveryAddress } from './delivery-address';
import { ASK_AT_ONCE } from './probe-turns';
import { tryCredentials } from './tried-credentials';

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 180;

/**
 * Connects an integration. What was typed is tried first and saved only if it works. Then it polls at once, forward
 * only: nothing that occurred before this instant is scored. Streams that the vendor refuses are saved all the same.
 */
export const connectIntegration = defineOperation({
  name: 'connect-integration',
  http: { method: 'POST', path: '/api/v1/integrations' },
  permission: 'integrations:write',
  stepUp: 'What a source says is believed, of everybody in the account.',
  byToken: 'allowed',
  input: z.object({
    connector: z
      .string('connector: name the connector by its id.')
      .max(60, 'connector: there is none of this name. Choose one of those that the hub shows.'),
    name: z
      .string('name: give the integration a name.')
      .trim()
      .min(1, 'name: give the integration a name.')
      .max(80, 'name: use at most 80 characters.'),
    description: z.string().trim().max(300, 'description: use at most 300 characters.').default(''),
    fields: typedFieldsSchema.default({}),
    /** Streams that are not named are switched on, at their usual interval. */
    streams: chosenStreamsSchema.default([]),
    /** False saves everything and polls nothing until a person enables it. */
    enabled: z.boolean('enabled: give true or false.').default(true),
    /** Days before now whose records are collected, to be searched and for baselines. They are never scored. */
    backfillDays: z
      .number('backfillDays: give a whole number of days, or 0 for none.')
      .int('backfillDays: give a whole number of days, or 0 for none.')
      .min(0, 'backfillDays: give a whole number of days, or 0 for none.')
      .max(HISTORY_DAYS, `backfillDays: use at most ${HISTORY_DAYS}; nothing older is kept by the vendor.`)
      .default(0),
    /** Only where the simulator is allowed: a start in the past, so that a demo has a history. */
    enabledAt: instantSchema.optional(),
  }),
  output: connectedSchema,
  audit: { entity: 'integration' },
  effect: 'external',
  run: async ({ accountId, actor, runtime, now, transaction, audit, announce }, input) => {
    const { manifest, adapter } = connectorOf(runtime, input.connector);
    const { name, description, backfillDays } = input;
    const state = input.enabled ? ('enabled' as const) : ('disabled' as const);
    const streams = chooseStreams(manifest, input.streams);
    const enabledAt = startOf(input.enabledAt, now, runtime.environment.simulatorHosts.length > 0);
    const { address, keyEnding, reveal, credentials } = prepareFields(adapter, input.fields);
    await transaction((tx) => refuseTaken(accountId, tx, manifest, { name, address }));
    const tried = await tryCredentials(runtime, manifest.id, credentials, ASK_AT_ONCE);

    const id = randomUUID();
    audit({
      entityId: id,
      after: { name, connector: manifest.id, host: address, state, backfillDays, streams: saidOf(streams) },
    });
    announce('integrations');
    await transaction(async (tx) => {
      await refuseTaken(accountId, tx, manifest, { name, address });
      await insertIntegration(accountId, tx, runtime.vault, {
        id,
        connector: manifest.id,
        name,
        description,
        state,
        host: address ?? '',
        ikeyEnding: keyEnding,
        edition: tried.edition,
        enabledAt,
        createdAt: now,
        // The test has just asked every endpoint: the first poll keeps its pace from it.
        ...(manifest.delivery === 'polled' ? { askedAt: runtime.now() } : {}),
        createdBy: actor.kind === 'anonymous' ? 'nobody' : actor.name,
        credentials: tried.credentials,
        streams: streams.map(({ stream, intervalSeconds, enabled }) => ({
          stream: stream.id,
          intervalSeconds,
          enabled,
          lanes: firstLanes(stream, { now, enabledAt, backfillDays }),
        })),
      });
      for (const { stream, enabled } of streams) {
        if (enabled) await scheduleStream(tx, { accountId, integrationId: id, stream: stream.id });
      }
    });

    const polls = input.enabled && manifest.delivery === 'polled';
    const lagMs = pacedStream(runtime.environment, manifest.id, manifest.mainStream)?.lagMs ?? 0;
    const isRefused = (stream: string) => tried.streams.some((one) => one.stream === stream && !one.readable);
    return {
      id,
      name,
      state,
      firstRecordsAt: polls ? new Date(now + lagMs).toISOString() : null,
      deliverTo: deliveryAddress(runtime, manifest, accountId, id),
      reveal: [...reveal],
      refused: streams
        .filter(({ stream, enabled }) => enabled && isRefused(stream.id))
        .map(({ stream: { id: stream, label, permission, optional } }) => ({
          stream,
          label,
          permission,
          optional,
        })),
    };
  },
});

/** A name is used once; what an address names is read once in an account, or its events would count twice. */
async function refuseTaken(
  accountId: string,
  tx: Transaction,
  manifest: ConnectorManifest,
  { name, address }: { readonly name: string; readonly address: string | null },
): Promise<void> {
  if (await integrationNameTaken(accountId, tx, name)) {
    throw Refusal.conflict(
      'name',
      `name: there is an integration called ${name} already. Choose another name.`,
    );
  }
  const other = address === null ? null : await integrationOnHost(accountId, tx, address);
  if (other === null) return;
  const { field, message } = readAlready(manifest, other.name);
  throw Refusal.conflict(field, `${field}: ${message}`);
}

function saidOf(streams: ReturnType<typeof chooseStreams>) {
  return streams.map(({ stream, enabled, intervalSeconds }) => ({
    stream: stream.id,
    enabled,
    intervalSeconds,
  }));
}

function startOf(asked: string | undefined, now: number, simulatorAllowed: boolean): number {
  if (asked === undefined) return now;
  if (!simulatorAllowed) {
    throw Refusal.invalid(
      'enabledAt',
      'enabledAt: leave it out. Collection begins now; nothing older is scored.',
    );
  }
  return Math.max(Date.parse(asked), now - (HISTORY_DAYS - 1) * DAY_MS);
}
