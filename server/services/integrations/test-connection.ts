import { z } from 'zod';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import { type ProbeStep, PROBE_STEP_LABELS } from '@/domain/connectors/probe-step';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { type ProbeResult, probeResultSchema, probeStepSchema } from '@/domain/views/integration';
import { findIntegration, integrationOnHost, openCredentials } from '@/server/data/integrations/integrations';
import { defineOperation } from '@/server/services/operation';
import { blamedField, connectorOf, prepareFields, readAlready, typedFieldsSchema } from './connector-fields';
import { ASK_AT_ONCE, turnsBesideWorkers } from './probe-turns';
import { type Probed, runProbe } from './run-probe';

/** Tries what was typed against the vendor, and reports each step as soon as it is done. Nothing is stored. */
export const testConnection = defineOperation({
  name: 'test-connection',
  http: { method: 'POST', path: '/api/v1/integrations/test' },
  permission: 'integrations:write',
  input: z.object({
    connector: z
      .string('name the connector.')
      .max(60, 'there is none of this name. Choose one of those that the hub shows.'),
    fields: typedFieldsSchema,
  }),
  output: probeResultSchema,
  progress: probeStepSchema,
  audit: { none: 'Nothing changes; the credentials are forgotten after the test.' },
  effect: 'external',
  run: async ({ accountId, runtime, report, transaction }, { connector, fields }) => {
    const { manifest, adapter } = connectorOf(runtime, connector);
    const { address, credentials } = prepareFields(adapter, fields);
    const watch = (step: ProbeStep) => report(presentStep(step));
    const probed = await runProbe(adapter, credentials, ASK_AT_ONCE, watch);
    const twin =
      address === null ? null : await transaction((tx) => integrationOnHost(accountId, tx, address));
    return present(manifest, probed, twin);
  },
});

/** Tries the stored credentials of an integration, and reports each step as soon as it is done. */
export const testIntegration = defineOperation({
  name: 'test-integration',
  http: { method: 'POST', path: '/api/v1/integrations/:id/test' },
  permission: 'integrations:write',
  input: z.object({ id: integrationIdSchema }),
  output: probeResultSchema,
  progress: probeStepSchema,
  audit: { none: 'Nothing changes.' },
  effect: 'external',
  run: async ({ accountId, runtime, transaction, announce, report }, { id }) => {
    const stored = await transaction(async (tx) => {
      const integration = await findIntegration(accountId, tx, id);
      if (integration === null) throw Refusal.notFound('integration');
      const opened = await openCredentials(accountId, tx, runtime.vault, id, runtime.processName);
      return { connector: integration.connector, credentials: opened.ok ? opened.credentials : {} };
    });
    const { manifest, adapter } = connectorOf(runtime, stored.connector);
    const { connector, credentials } = stored;
    const testing = { accountId, runtime, announce, transaction };
    const turn = turnsBesideWorkers({ ...testing, integrationId: id, connector });
    const watch = (step: ProbeStep) => report(presentStep(step));
    const probed = await runProbe(adapter, credentials, turn, watch);
    announce('integrations');
    return present(manifest, probed);
  },
});

function present(
  manifest: ConnectorManifest,
  { steps, result }: Probed,
  twin: ProbeResult['twin'] = null,
): ProbeResult {
  const { error } = result;
  return {
    twin,
    ok: result.ok,
    steps: steps.map(presentStep),
    streams: result.streams.map(({ stream, readable }) => ({ stream, readable })),
    fault:
      error !== null
        ? { field: blamedField(manifest, error), message: `${error.message} ${error.remedy}` }
        : twin === null
          ? null
          : readAlready(manifest, twin.name),
  };
}

function presentStep({ guide, ...step }: ProbeStep) {
  return { ...step, label: PROBE_STEP_LABELS[step.step], guideAnchor: guide, ms: Math.round(step.ms) };
}
