import { z } from 'zod';
import { intervalFault } from '@/domain/connectors/interval-fault';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { listLanes, writeLane } from '@/server/data/integrations/lanes';
import { databaseNow, scheduleStream, unscheduleStream } from '@/server/data/integrations/schedule';
import { interruptStreams, updateStream } from '@/server/data/integrations/streams';
import { pace } from '@/server/services/collection/cycle';
import { pacedStream } from '@/server/services/collection/paced-stream';
import { defineOperation } from '@/server/services/operation';
import { beginAnew, refuseUnlessEnabled, steeredStream, wakeStreams } from './steered-integration';

export const streamInput = {
  id: integrationIdSchema,
  stream: z.string('stream: name the stream.').min(1).max(64),
};

/**
 * Switches a stream on or off, or sets how often it is read. Switched on it begins at this instant; the time it was off
 * stands in the ledger of gaps.
 */
export const setStream = defineOperation({
  name: 'set-stream',
  http: { method: 'POST', path: '/api/v1/integrations/:id/streams/:stream' },
  permission: 'integrations:write',
  stepUp: 'What is switched off is not seen, and what is read seldom is seen late.',
  byToken: 'allowed',
  input: z.object({
    ...streamInput,
    enabled: z.boolean('enabled: write true or false.').optional(),
    intervalSeconds: z
      .number('intervalSeconds: give a whole number of seconds.')
      .int('intervalSeconds: give a whole number of seconds.')
      .optional(),
  }),
  output: z.object({ enabled: z.boolean(), intervalSeconds: z.number() }),
  audit: { entity: 'stream' },
  effect: 'write',
  run: async ({ accountId, tx, runtime, audit, announce }, { id, stream, enabled, intervalSeconds }) => {
    const steered = await steeredStream(accountId, tx, id, stream);
    const { integration, manifest, row, facts } = steered;
    const key = { integrationId: id, stream };
    const due = { accountId, ...key };
    const at = await databaseNow(tx);
    const after = {
      enabled: enabled ?? row.enabled,
      intervalSeconds: intervalSeconds ?? row.intervalSeconds,
    };
    const fault = intervalSeconds === undefined ? null : intervalFault(facts, intervalSeconds);
    if (fault !== null) throw Refusal.invalid('intervalSeconds', `intervalSeconds: ${fault}`);
    if (enabled === false && stream === manifest.mainStream) {
      throw Refusal.invalid(
        'enabled',
        `enabled: ${facts.label} is what this integration is there for and cannot be switched off. Pause or disable the integration instead.`,
      );
    }
    await updateStream(accountId, tx, key, after);
    if (after.enabled && !row.enabled) {
      // One that was never read was never wanted: nothing is missing of it.
      await beginAnew(accountId, tx, steered, [row], row.lastRunAt === null ? null : 'disabled', at);
      await scheduleStream(tx, due);
    } else if (!after.enabled && row.enabled) {
      await interruptStreams(
        accountId,
        tx,
        key,
        at,
        'The stream was switched off. What was committed stands.',
      );
      await unscheduleStream(tx, due);
    } else if (after.enabled && after.intervalSeconds !== row.intervalSeconds && row.errorCode === null) {
      const live = (await listLanes(accountId, tx, key)).find(({ lane }) => lane === 'live');
      const paced = pacedStream(runtime.environment, integration.connector, stream);
      const cycleAt = live?.cycleAt ?? null;
      if (cycleAt !== null && live?.dueAt !== null && paced !== null) {
        const dueAt = Math.max(at, cycleAt + after.intervalSeconds * 1_000 * pace(paced));
        await writeLane(accountId, tx, { ...key, lane: 'live' }, { dueAt });
        await scheduleStream(tx, due);
      }
    }
    audit({
      entityId: `${id}/${stream}`,
      before: { enabled: row.enabled, intervalSeconds: row.intervalSeconds },
      after,
    });
    announce('integrations', 'runs');
    return after;
  },
});

/** Polls one stream as soon as its pace allows; one that was refused is asked again. Says when that is. */
export const runStreamNow = defineOperation({
  name: 'run-stream-now',
  http: { method: 'POST', path: '/api/v1/integrations/:id/streams/:stream/run' },
  permission: 'integrations:write',
  input: z.object(streamInput),
  output: z.object({ startsInMs: z.number() }),
  audit: { entity: 'stream' },
  effect: 'write',
  run: async ({ accountId, tx, runtime, audit, announce }, { id, stream }) => {
    const { integration, row, facts } = await steeredStream(accountId, tx, id, stream);
    refuseUnlessEnabled(integration, 'then its streams can run');
    if (!row.enabled) {
      throw new Refusal(
        'conflict',
        `${facts.label} is switched off. Switch it on first; then it runs by itself.`,
      );
    }
    if (facts.paging === 'inbound') {
      throw new Refusal(
        'conflict',
        'Records of this stream are sent to us, so there is nothing to fetch. Let the sender deliver again.',
      );
    }
    const at = await databaseNow(tx);
    audit({ entityId: `${id}/${stream}` });
    announce('integrations');
    return { startsInMs: await wakeStreams(accountId, tx, runtime, integration, [row], 'manual', at) };
  },
});
