import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import type { Transaction } from '@/server/data/database';
import {
  findIntegration,
  listLaneRows,
  listStreamRows,
  setIntegrationState,
} from '@/server/data/integrations';
import { revokeLanes } from '@/server/data/lanes';
import { cutRunsShort } from '@/server/data/runs';
import { databaseNow, scheduleIn, unschedule } from '@/server/data/schedule';
import { defineOperation } from './operation';
import { pacedStream } from './paced-stream';
import type { Runtime } from './runtime';

const input = z.object({ id: integrationIdSchema });

/** Polls every stream as soon as its pace allows. Says when that is. */
export const runIntegrationNow = defineOperation({
  name: 'run-integration-now',
  http: { method: 'POST', path: '/api/v1/integrations/:id/run' },
  permission: 'integrations:write',
  input,
  output: z.object({ startsInMs: z.number() }),
  audit: { entity: 'integration' },
  effect: 'write',
  run: async ({ accountId, tx, runtime, audit, announce }, { id }) => {
    const integration = await existing(accountId, tx, id);
    if (integration.state !== 'enabled') {
      throw new Refusal('conflict', 'This integration is paused. Resume it first; then it can run.');
    }
    audit({ entityId: id });
    announce('integrations');
    return { startsInMs: await schedule(accountId, tx, runtime, id, 'manual') };
  },
});

/** Stops polling, a run under way included, and keeps schedule, cursor and everything collected. */
export const pauseIntegration = defineOperation({
  name: 'pause-integration',
  http: { method: 'POST', path: '/api/v1/integrations/:id/pause' },
  permission: 'integrations:write',
  input,
  output: z.object({ state: z.literal('paused') }),
  audit: { entity: 'integration' },
  effect: 'write',
  run: async ({ accountId, tx, now, audit, announce }, { id }) => {
    const integration = await existing(accountId, tx, id);
    await setIntegrationState(accountId, tx, id, 'paused');
    await revokeLanes(accountId, tx, id);
    await cutRunsShort(accountId, tx, id, now, 'The integration was paused. What was committed stands.');
    await unschedule(tx, accountId, id);
    audit({ entityId: id, before: { state: integration.state }, after: { state: 'paused' } });
    announce('integrations');
    return { state: 'paused' as const };
  },
});

/** Goes on from the cursor: what happened during the pause is caught up. */
export const resumeIntegration = defineOperation({
  name: 'resume-integration',
  http: { method: 'POST', path: '/api/v1/integrations/:id/resume' },
  permission: 'integrations:write',
  input,
  output: z.object({ state: z.literal('enabled') }),
  audit: { entity: 'integration' },
  effect: 'write',
  run: async ({ accountId, tx, runtime, audit, announce }, { id }) => {
    const integration = await existing(accountId, tx, id);
    await setIntegrationState(accountId, tx, id, 'enabled');
    await schedule(accountId, tx, runtime, id, 'schedule');
    audit({ entityId: id, before: { state: integration.state }, after: { state: 'enabled' } });
    announce('integrations');
    return { state: 'enabled' as const };
  },
});

async function existing(accountId: string, tx: Transaction, id: string) {
  const integration = await findIntegration(accountId, tx, id);
  if (integration === null) throw Refusal.notFound('integration');
  return integration;
}

/**
 * Each stream as soon as a minute has passed since its last cycle began, and the vendor's wish to be left alone is
 * over. Returns the longest wait in ms.
 */
async function schedule(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  id: string,
  trigger: 'manual' | 'schedule',
): Promise<number> {
  const integration = await existing(accountId, tx, id);
  const lanes = await listLaneRows(accountId, tx, id);
  const now = await databaseNow(tx);
  let longest = 0;
  for (const { stream, errorClass, retryAt } of await listStreamRows(accountId, tx, id)) {
    const manifest = pacedStream(runtime.environment, integration.connector, stream);
    const cycleAt = lanes.find((lane) => lane.stream === stream)?.cycleAt?.getTime() ?? 0;
    const asked = errorClass === 'throttle' ? (retryAt?.getTime() ?? 0) : 0;
    const wait = Math.max(0, cycleAt + (manifest?.minCycleMs ?? 0) - now, asked - now);
    await scheduleIn(tx, { accountId, integrationId: id, stream }, wait, trigger);
    longest = Math.max(longest, wait);
  }
  return longest;
}
