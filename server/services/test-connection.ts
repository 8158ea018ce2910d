import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import { type ProbeStep, PROBE_STEP_LABELS } from '@/domain/connectors/probe-step';
import { Refusal } from '@/domain/refusal';
import { probeResultSchema } from '@/domain/views/integration';
import type { ProbeResult } from '@/server/connectors/connector';
import { findIntegration, openCredentials } from '@/server/data/integrations';
import { defineOperation } from './operation';
import type { Runtime } from './runtime';

const DEADLINE_MS = 45_000;

/** Tries credentials against the vendor, step by step. Nothing is stored. */
export const testConnection = defineOperation({
  name: 'test-connection',
  http: { method: 'POST', path: '/api/v1/integrations/test' },
  permission: 'integrations:write',
  input: z.object({
    connector: z.literal('cisco-duo').default('cisco-duo'),
    host: z.string('host: enter the API host name.').max(300),
    ikey: z.string('ikey: enter the integration key.').max(200),
    skey: z.string('skey: enter the secret key.').max(200),
  }),
  output: probeResultSchema,
  audit: { none: 'Nothing changes; the credentials are forgotten after the test.' },
  effect: 'external',
  run: async ({ runtime }, { connector, ...credentials }) =>
    present(await probe(runtime, connector, credentials)),
});

/** Tries the stored credentials of an integration. */
export const testIntegration = defineOperation({
  name: 'test-integration',
  http: { method: 'POST', path: '/api/v1/integrations/:id/test' },
  permission: 'integrations:write',
  input: z.object({ id: integrationIdSchema }),
  output: probeResultSchema,
  audit: { none: 'Nothing changes.' },
  effect: 'external',
  run: async ({ accountId, runtime, transaction }, { id }) => {
    const stored = await transaction(async (tx) => {
      const integration = await findIntegration(accountId, tx, id);
      if (integration === null) throw Refusal.notFound('integration');
      const opened = await openCredentials(accountId, tx, runtime.vault, id);
      return { connector: integration.connector, credentials: opened.ok ? opened.credentials : {} };
    });
    return present(await probe(runtime, stored.connector, stored.credentials));
  },
});

export interface Probed {
  readonly steps: readonly ProbeStep[];
  readonly result: ProbeResult;
}

/** Runs the connector's probe to its end. */
export async function probe(
  runtime: Runtime,
  connector: string,
  credentials: Readonly<Record<string, string>>,
): Promise<Probed> {
  const adapter = runtime.adapterOf(connector);
  if (adapter === null) throw Refusal.notFound('connector');
  const steps: ProbeStep[] = [];
  const probing = adapter.probe({ credentials, signal: AbortSignal.timeout(DEADLINE_MS) });
  for (;;) {
    const next = await probing.next();
    if (next.done === true) return { steps, result: next.value };
    steps.push(next.value);
  }
}

function present({ steps, result }: Probed) {
  return {
    ok: result.ok,
    steps: steps.map(({ guide, ...step }) => ({
      ...step,
      label: PROBE_STEP_LABELS[step.step],
      guideAnchor: guide,
      ms: Math.round(step.ms),
    })),
  };
}
