import { z } from 'zod';
import parapet from '@/package.json' with { type: 'json' };
import { findConnector } from '@/domain/connectors/catalogue';
import { connectorError, isConnectorErrorCode } from '@/domain/connectors/connector-error';
import { integrationIdSchema } from '@/domain/identifiers';
import { lastDay } from '@/domain/last-day';
import { Refusal } from '@/domain/refusal';
import { countSignalsIn } from '@/server/data/integrations/counters';
import { countSetAside } from '@/server/data/detection/detection-due';
import { countGaps, listGaps } from '@/server/data/integrations/gaps';
import { findIntegration, listStreamRows } from '@/server/data/integrations/integrations';
import { listLanes } from '@/server/data/integrations/lanes';
import { countQuarantined } from '@/server/data/integrations/quarantine';
import { findRun, listRunRows, type RunRow } from '@/server/data/integrations/runs';
import { countOverdue } from '@/server/data/integrations/schedule-health';
import { workerPresence } from '@/server/data/integrations/worker-heartbeats';
import type { Environment } from '@/server/platform/environment';
import { Download, downloadSchema, fileNameOf, textPieces } from '@/server/services/download';
import { failureLines, withoutSecrets } from './failure-lines';
import { statusOfIntegration } from './feed-health';
import { defineOperation } from '@/server/services/operation';

const RUNS = 50;
const LOGS = 10;
const GAPS = 100;

/**
 * Everything about an integration that helps somebody else to find a fault, as one JSON file. It is put together field
 * by field from what is safe to give away: no key, no record, no name or address of a person, no name that a member
 * chose, no value of a setting, and of the host only what all customers share.
 */
export const supportBundle = defineOperation({
  name: 'support-bundle',
  http: { method: 'GET', path: '/api/v1/integrations/:id/support-bundle' },
  permission: 'integrations:read',
  input: z.object({ id: integrationIdSchema }),
  output: downloadSchema,
  audit: { entity: 'integration' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now, audit }, { id }) => {
    const integration = await findIntegration(accountId, tx, id);
    const manifest = integration === null ? undefined : findConnector(integration.connector);
    if (integration === null || manifest === undefined) throw Refusal.notFound('integration');
    audit({ entityId: id });
    const rows = await listStreamRows(accountId, tx, id);
    const { status, streams } = statusOfIntegration(runtime, integration, rows, now);
    const runs = await listRunRows(accountId, tx, id, null, RUNS);
    const failed = runs.filter(({ errorCode }) => errorCode !== null).slice(0, LOGS);
    const logs: NonNullable<Awaited<ReturnType<typeof findRun>>>[] = [];
    for (const run of failed) {
      const found = await findRun(accountId, tx, id, run.id);
      if (found !== null) logs.push(found);
    }
    const bundle = {
      about: 'Support bundle of Parapet: no keys, no records, no names of people, no values of settings.',
      madeAt: new Date(now).toISOString(),
      versions: {
        parapet: parapet.version,
        node: process.version,
        platform: process.platform,
        architecture: process.arch,
      },
      settings: settingNames(runtime.environment),
      integration: {
        id,
        connector: integration.connector,
        host: shortHost(integration.host),
        state: integration.state,
        status,
        edition: integration.edition,
        retentionDays: integration.retentionDays,
        enabledAt: integration.enabledAt,
        createdAt: integration.createdAt,
        keysSetAt: integration.keysSetAt,
      },
      manifest: {
        id: manifest.id,
        delivery: manifest.delivery,
        streams: manifest.streams.map(({ label: _label, summary: _summary, ...facts }) => facts),
      },
      worker: await workerPresence(tx),
      schedule: await countOverdue(accountId, tx, id, 60_000),
      detection: { setAside: await countSetAside(accountId, tx, now) },
      streams: streams.map(({ row, status: word }) => ({
        stream: row.stream,
        status: word,
        enabled: row.enabled,
        intervalSeconds: row.intervalSeconds,
        enabledAt: row.enabledAt,
        lastRunAt: row.lastRunAt,
        lastSuccessAt: row.lastSuccessAt,
        completeUntil: row.completeUntil,
        newestRecordAt: row.newestRecordAt,
        lastFetched: row.lastFetched,
        quarantined: row.quarantined,
        failures: row.failures,
        retryAt: row.retryAt,
        holdUntil: row.holdUntil,
        clockOffsetMs: row.clockOffsetMs,
        error: errorOf(row),
      })),
      lanes: (await listLanes(accountId, tx, { integrationId: id })).map(
        ({ integrationId: _integration, nextOffset, ...lane }) => ({
          ...lane,
          // An offset of Duo holds the id of a record.
          nextOffset: nextOffset !== null,
        }),
      ),
      runs: runs.map(runOf),
      logs: logs.map(({ run, log }) => ({
        run: run.id,
        lines: log.map((line) => ({ ...line, message: withoutSecrets(line.message) })),
      })),
      gaps: {
        ...(await countGaps(accountId, tx, id)),
        newest: (await listGaps(accountId, tx, id, GAPS)).map(
          ({ stream, from, to, cause, foundAt, refilledAt }) => ({
            stream,
            from,
            to,
            cause,
            foundAt,
            refilledAt,
          }),
        ),
      },
      counts: {
        signals24h: (await countSignalsIn(accountId, tx, lastDay(now))).get(id) ?? 0,
        quarantine: await countQuarantined(accountId, tx, id),
      },
    };
    const name = fileNameOf(['parapet-support', integration.connector, new Date(now).toISOString()], 'json');
    return new Download(
      name,
      'application/json',
      textPieces([`${JSON.stringify(bundle, null, 2)}\n`]),
      'withheld',
    );
  },
});

/** What all customers of a vendor share of a host name; an address or a name without dots says nothing at all. */
function shortHost(host: string): string {
  const name = /^[^:/]+/.exec(host)?.[0] ?? '';
  const labels = name.split('.');
  return labels.length < 3 || /^\d+$/.test(labels.at(-1) ?? '') ? '…' : `….${labels.slice(-2).join('.')}`;
}

function errorOf(row: {
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
  readonly errorFirstSeenAt: Date | null;
  readonly errorLastSeenAt: Date | null;
  readonly errorCount: number;
}) {
  if (row.errorCode === null) return null;
  return {
    code: row.errorCode,
    message: messageOf(row.errorCode),
    detail: failureLines(row.errorDetail),
    firstSeenAt: row.errorFirstSeenAt,
    lastSeenAt: row.errorLastSeenAt,
    count: row.errorCount,
  };
}

function runOf(run: RunRow) {
  const { accountId: _account, integrationId: _integration, worker: _worker, ...facts } = run;
  return {
    ...facts,
    errorMessage: run.errorCode === null ? null : messageOf(run.errorCode),
    note: run.note === null ? null : withoutSecrets(run.note),
  };
}

function messageOf(code: string): string {
  return connectorError(isConnectorErrorCode(code) ? code : 'unknown').message;
}

/** Names of the settings that are not as they come; never their values. */
function settingNames(environment: Environment): string[] {
  const { outbound, timing } = environment;
  const given: Readonly<Record<string, boolean>> = {
    DATABASE_URL: true,
    REDIS_URL: environment.redisUrl !== null,
    PARAPET_VAULT_KEY: environment.vaultKey !== null,
    PARAPET_VAULT_KEY_PREVIOUS: environment.previousVaultKey !== null,
    PARAPET_SESSION_SECRET: environment.sessionSecret !== null,
    PARAPET_AUDIT_ANCHOR: environment.auditAnchor !== null,
    PARAPET_TRUSTED_PROXIES: environment.trustedProxies > 0,
    PARAPET_METRICS_TOKEN: environment.metricsToken !== null,
    OUTBOUND_PROXY: outbound.proxy !== null,
    OUTBOUND_NO_PROXY: outbound.proxyExceptions.length > 0,
    EXTRA_CA_FILE: outbound.extraCa !== null,
    ASN_FILE: environment.asnFile !== null,
    PARAPET_SIMULATOR: environment.simulatorHosts.length > 0,
    PARAPET_TIMING: Object.keys(timing).length > 0,
    PARAPET_DEMO_STAND_IN: environment.standIn !== null,
  };
  return Object.keys(given).filter((name) => given[name] === true);
}
