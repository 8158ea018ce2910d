import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { setIntegrationState, updateIntegration } from '@/server/data/integrations/integrations';
import { databaseNow, unschedule } from '@/server/data/integrations/schedule';
import { interruptStreams } from '@/server/data/integrations/streams';
import { defineOperation } from '@/server/services/operation';
import { beginAnew, refuseUnlessEnabled, steeredIntegration, wakeStreams } from './steered-integration';

const input = z.object({ id: integrationIdSchema });

/** Polls every stream that is on as soon as its pace allows. Says when that is. */
export const runIntegrationNow = defineOperation({
  name: 'run-integration-now',
  http: { method: 'POST', path: '/api/v1/integrations/:id/run' },
  permission: 'integrations:write',
  input,
  output: z.object({ startsInMs: z.number() }),
  audit: { entity: 'integration' },
  effect: 'write',
  run: async ({ accountId, tx, runtime, audit, announce }, { id }) => {
    const { integration, manifest, streams } = await steeredIntegration(accountId, tx, id);
    refuseUnlessEnabled(integration, 'then it can run');
    if (manifest.delivery === 'inbound') {
      throw new Refusal(
        'conflict',
        'Records are sent to this integration, so there is nothing to fetch. Let the sender deliver again.',
      );
    }
    const at = await databaseNow(tx);
    audit({ entityId: id });
    announce('integrations');
    return { startsInMs: await wakeStreams(accountId, tx, runtime, integration, streams, 'manual', at) };
  },
});

/** Stops polling, a run under way included, and keeps schedule, cursor and everything collected. */
export const pauseIntegration = defineOperation({
  name: 'pause-integration',
  http: { method: 'POST', path: '/api/v1/integrations/:id/pause' },
  permission: 'integrations:write',
  stepUp: 'Nothing is seen while it is paused.',
  byToken: 'allowed',
  input,
  output: z.object({ state: z.literal('paused') }),
  audit: { entity: 'integration' },
  effect: 'write',
  run: async ({ accountId, tx, audit, announce }, { id }) => {
    const { integration } = await steeredIntegration(accountId, tx, id);
    if (integration.state === 'paused') return { state: 'paused' as const };
    refuseUnlessEnabled(integration, 'what is disabled reads nothing anyway');
    const at = await databaseNow(tx);
    await setIntegrationState(accountId, tx, id, 'paused', at);
    const of = { integrationId: id };
    await interruptStreams(accountId, tx, of, at, 'The integration was paused. What was committed stands.');
    await unschedule(tx, accountId, id);
    audit({ entityId: id, before: { state: integration.state }, after: { state: 'paused' } });
    announce('integrations', 'runs');
    return { state: 'paused' as const };
  },
});

/**
 * Goes on after a pause. To *catch up* reads what happened meanwhile from the cursor on, and scores it; to *skip* begins
 * at this instant, and what happened meanwhile stands in the ledger of gaps.
 */
export const resumeIntegration = defineOperation({
  name: 'resume-integration',
  http: { method: 'POST', path: '/api/v1/integrations/:id/resume' },
  permission: 'integrations:write',
  stepUp: 'What is skipped is never seen.',
  stepUpFor: ({ missed }) => missed === 'skip',
  byToken: 'allowed',
  input: z.object({
    id: integrationIdSchema,
    missed: z
      .enum(['catch_up', 'skip'], {
        error: 'missed: write catch_up to read what happened meanwhile, or skip to begin at this instant.',
      })
      .default('catch_up'),
  }),
  output: z.object({ state: z.literal('enabled') }),
  audit: { entity: 'integration' },
  effect: 'write',
  run: async ({ accountId, tx, runtime, audit, announce }, { id, missed }) => {
    const steered = await steeredIntegration(accountId, tx, id);
    const { integration, streams } = steered;
    if (integration.state === 'enabled') return { state: 'enabled' as const };
    if (integration.state !== 'paused') refuseUnlessEnabled(integration, 'it kept nothing to resume from');
    const at = await databaseNow(tx);
    await setIntegrationState(accountId, tx, id, 'enabled', at);
    if (missed === 'skip') {
      const ofRecords = streams.filter(
        ({ stream, enabled }) =>
          enabled && steered.manifest.streams.find((facts) => facts.id === stream)?.holds === 'records',
      );
      await beginAnew(accountId, tx, steered, ofRecords, 'skipped', at);
    }
    await wakeStreams(accountId, tx, runtime, integration, streams, 'schedule', at);
    audit({ entityId: id, before: { state: integration.state }, after: { state: 'enabled', missed } });
    announce('integrations');
    return { state: 'enabled' as const };
  },
});

/** Stops reading and keeps the configuration only: what happens until it is enabled anew is never read. */
export const disableIntegration = defineOperation({
  name: 'disable-integration',
  http: { method: 'POST', path: '/api/v1/integrations/:id/disable' },
  permission: 'integrations:write',
  stepUp: 'What happens while it is disabled is never seen.',
  byToken: 'allowed',
  input,
  output: z.object({ state: z.literal('disabled') }),
  audit: { entity: 'integration' },
  effect: 'write',
  run: async ({ accountId, tx, audit, announce }, { id }) => {
    const { integration } = await steeredIntegration(accountId, tx, id);
    if (integration.state === 'disabled') return { state: 'disabled' as const };
    const at = await databaseNow(tx);
    await setIntegrationState(accountId, tx, id, 'disabled', at);
    const of = { integrationId: id };
    await interruptStreams(accountId, tx, of, at, 'The integration was disabled. What was committed stands.');
    await unschedule(tx, accountId, id);
    audit({ entityId: id, before: { state: integration.state }, after: { state: 'disabled' } });
    announce('integrations', 'runs');
    return { state: 'disabled' as const };
  },
});

/** Enables what was disabled: forward only from this instant, and the time between stands in the ledger of gaps. */
export const enableIntegration = defineOperation({
  name: 'enable-integration',
  http: { method: 'POST', path: '/api/v1/integrations/:id/enable' },
  permission: 'integrations:write',
  input,
  output: z.object({ state: z.literal('enabled'), enabledAt: z.string() }),
  audit: { entity: 'integration' },
  effect: 'write',
  run: async ({ accountId, tx, runtime, audit, announce }, { id }) => {
    const steered = await steeredIntegration(accountId, tx, id);
    const { integration, streams } = steered;
    if (integration.state === 'enabled')
      return { state: 'enabled' as const, enabledAt: integration.enabledAt.toISOString() };
    if (integration.state === 'paused') {
      throw new Refusal('conflict', 'This integration is paused, not disabled. Resume it instead.');
    }
    const at = await databaseNow(tx);
    const enabledAt = new Date(at).toISOString();
    await setIntegrationState(accountId, tx, id, 'enabled', at);
    await updateIntegration(accountId, tx, id, { enabledAt: at });
    const on = streams.filter(({ enabled }) => enabled);
    // Of one that was never read nothing was wanted yet.
    for (const row of on) {
      await beginAnew(accountId, tx, steered, [row], row.lastRunAt === null ? null : 'disabled', at);
    }
    await wakeStreams(accountId, tx, runtime, integration, streams, 'schedule', at);
    audit({
      entityId: id,
      before: { state: integration.state, enabledAt: integration.enabledAt.toISOString() },
      after: { state: 'enabled', enabledAt },
    });
    announce('integrations');
    return { state: 'enabled' as const, enabledAt };
  },
});
