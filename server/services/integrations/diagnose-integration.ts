import { z } from 'zod';
import { findConnector, findStream } from '@/domain/connectors/catalogue';
import { connectorError, isConnectorErrorCode } from '@/domain/connectors/connector-error';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { checkRetention } from '@/domain/retention-gap';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { type DiagnosisCheck, diagnosisSchema, type LastFailure } from '@/domain/views/diagnosis';
import type { Transaction } from '@/server/data/database';
import {
  findIntegration,
  listIntegrationRows,
  listStreamRows,
  openCredentials,
} from '@/server/data/integrations/integrations';
import { countOverdue } from '@/server/data/integrations/schedule-health';
import { workerPresence } from '@/server/data/integrations/worker-heartbeats';
import { defineOperation } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { failureLines } from './failure-lines';

const KEY_AGE_DAYS = 90;
/** A stream this long overdue is not picked up. */
const OVERDUE_MS = 60_000;
const CLOCK_WARNING_MS = 30_000;

type IntegrationRow = NonNullable<Awaited<ReturnType<typeof findIntegration>>>;
type StreamRow = Awaited<ReturnType<typeof listStreamRows>>[number];

/** What can be told of an integration without asking the vendor; the test of its connection tells the rest. */
export const diagnoseIntegration = defineOperation({
  name: 'diagnose-integration',
  http: { method: 'GET', path: '/api/v1/integrations/:id/diagnosis' },
  permission: 'integrations:read',
  input: z.object({ id: integrationIdSchema }),
  output: diagnosisSchema,
  // That the stored keys were opened is put on record.
  audit: { none: 'Looks at the state of Parapet; shows no secret.', notes: true },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now }, { id }) => {
    const integration = await findIntegration(accountId, tx, id);
    const manifest = integration === null ? undefined : findConnector(integration.connector);
    if (integration === null || manifest === undefined) throw Refusal.notFound('integration');
    const streams = await listStreamRows(accountId, tx, id);
    const polled = manifest.delivery === 'polled';
    return {
      at: new Date(now).toISOString(),
      checks: [
        checkState(integration, streams),
        await checkVault(accountId, tx, runtime, id, manifest),
        ...(polled ? [await checkWorker(tx), await checkQueue(accountId, tx, id)] : []),
        ...(polled ? [checkClock(streams), checkOutbound(runtime)] : []),
        ...(polled ? [await checkTwin(accountId, tx, integration)] : []),
        ...(polled ? [retentionOf(integration, manifest, streams, now)] : []),
        checkKeyAge(integration, now),
      ],
      failures: streams.flatMap((row) => lastFailure(integration.connector, row)),
    };
  },
});

function check(
  name: string,
  label: string,
  state: DiagnosisCheck['state'],
  detail: string,
  remedy: string | null = null,
): DiagnosisCheck {
  return { check: name, label, state, detail, remedy };
}

function checkState({ state }: IntegrationRow, streams: readonly StreamRow[]): DiagnosisCheck {
  const say = (found: DiagnosisCheck['state'], detail: string, remedy: string | null = null) =>
    check('state', 'Switched on', found, detail, remedy);
  if (state !== 'enabled')
    return say(
      'warning',
      `The integration is ${state}, so nothing is read.`,
      'Resume or enable it to go on reading.',
    );
  const on = streams.filter(({ enabled }) => enabled).length;
  if (on === 0) return say('failed', 'Every stream is switched off.', 'Switch on the streams that you want.');
  const waiting = streams.filter(({ errorClass }) => errorClass === 'credentials').length;
  return waiting > 0
    ? say('failed', `${waiting} of ${on} streams wait for other keys.`, 'Replace the keys.')
    : say('ok', `Enabled, with ${on} of ${streams.length} streams on.`);
}

async function checkVault(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  id: string,
  manifest: ConnectorManifest,
): Promise<DiagnosisCheck> {
  const say = (found: DiagnosisCheck['state'], detail: string, remedy: string | null = null) =>
    check('vault', 'Stored keys', found, detail, remedy);
  const opened = await openCredentials(accountId, tx, runtime.vault, id, runtime.processName);
  if (!opened.ok)
    return say(
      'failed',
      'The stored keys cannot be opened with the vault key of this process.',
      'Give web and workers the PARAPET_VAULT_KEY that the keys were sealed with, or replace the keys here.',
    );
  const missing = manifest.fields.filter((field) => (opened.credentials[field.id] ?? '') === '');
  return missing.length === 0
    ? say('ok', 'The stored keys are complete and can be opened here.')
    : say('failed', `Not stored: ${missing.map(({ label }) => label).join(', ')}.`, 'Replace the keys.');
}

async function checkWorker(tx: Transaction): Promise<DiagnosisCheck> {
  const { running, lastSeenAt } = await workerPresence(tx);
  if (running) return check('worker', 'Worker', 'ok', 'At least one worker is running.');
  const seen = lastSeenAt === null ? 'None was ever seen.' : `The last one was heard at ${lastSeenAt}.`;
  return check(
    'worker',
    'Worker',
    'failed',
    `No worker is running. ${seen}`,
    'Start a worker; reading goes on where it stopped.',
  );
}

async function checkQueue(accountId: string, tx: Transaction, id: string): Promise<DiagnosisCheck> {
  const { scheduled, overdue } = await countOverdue(accountId, tx, id, OVERDUE_MS);
  if (overdue === 0)
    return check('queue', 'Schedule and queue', 'ok', `${scheduled} streams are scheduled, none is overdue.`);
  return check(
    'queue',
    'Schedule and queue',
    'failed',
    `${overdue} of ${scheduled} streams have been due for more than a minute and were not taken up.`,
    'Check that a worker runs and that its queue (Redis, where one is set) answers; more workers help where all are busy.',
  );
}

function checkClock(streams: readonly StreamRow[]): DiagnosisCheck {
  const read = streams.filter(({ lastSuccessAt }) => lastSuccessAt !== null);
  if (read.length === 0)
    return check(
      'our-clock',
      'Clock',
      'skipped',
      'Nothing has been read yet that would tell the vendor’s clock.',
    );
  const offset = read.reduce(
    (most, { clockOffsetMs }) => (Math.abs(clockOffsetMs) > Math.abs(most) ? clockOffsetMs : most),
    0,
  );
  const seconds = Math.round(Math.abs(offset) / 1_000);
  if (Math.abs(offset) < CLOCK_WARNING_MS)
    return check(
      'our-clock',
      'Clock',
      'ok',
      `The vendor’s clock and the database’s are within ${seconds + 1} s.`,
    );
  return check(
    'our-clock',
    'Clock',
    'warning',
    `The vendor’s clock is ${seconds} s ${offset > 0 ? 'ahead of' : 'behind'} the database’s.`,
    'Switch on network time (NTP) on the machines of Parapet and PostgreSQL.',
  );
}

function checkOutbound({ environment }: Runtime): DiagnosisCheck {
  const { proxy, extraCa } = environment.outbound;
  const way =
    proxy === null
      ? 'Connections to the vendor are direct'
      : 'Connections to the vendor go through OUTBOUND_PROXY';
  const authorities = extraCa === null ? '' : ', and authorities of EXTRA_CA_FILE are trusted';
  return check(
    'outbound',
    'Way out',
    'ok',
    `${way}${authorities}. The test of the connection tells whether it works.`,
  );
}

async function checkTwin(accountId: string, tx: Transaction, own: IntegrationRow): Promise<DiagnosisCheck> {
  const others = (await listIntegrationRows(accountId, tx)).filter(({ id }) => id !== own.id);
  const twin = others.find(
    ({ host, connector }) => host === own.host && connector === own.connector && host !== '',
  );
  return twin === undefined
    ? check(
        'twin',
        'Second integration',
        'ok',
        'No other integration here reads the same source: Parapet allows one for each.',
      )
    : check(
        'twin',
        'Second integration',
        'failed',
        `${twin.name} reads the same source, so every record counts twice and both share one rate limit.`,
        `Delete one of the two; events and scores of the other stay.`,
      );
}

function retentionOf(
  integration: IntegrationRow,
  manifest: ConnectorManifest,
  streams: readonly StreamRow[],
  now: number,
): DiagnosisCheck {
  const read = manifest.streams.filter(({ holds }) => holds === 'records');
  const limits = read.map(({ historyLimitMs }) => Math.ceil(historyLimitMs / DAY_MS));
  const facts = read.flatMap(({ id, label }) => {
    const row = streams.find(({ stream, enabled }) => stream === id && enabled);
    if (row === undefined) return [];
    const since = row.completeUntil ?? row.enabledAt;
    const intervalMs = row.intervalSeconds * 1_000;
    return [{ label, intervalMs, behindMs: Math.max(0, now - since.getTime()) }];
  });
  return checkRetention(integration.retentionDays, Math.min(...limits), facts);
}

function checkKeyAge({ keysSetAt, keysSetBy }: IntegrationRow, now: number): DiagnosisCheck {
  const days = Math.floor((now - keysSetAt.getTime()) / DAY_MS);
  const detail =
    days === 0
      ? `The keys are less than a day old, set by ${keysSetBy}.`
      : `The keys are ${days} ${days === 1 ? 'day' : 'days'} old, set by ${keysSetBy}.`;
  return days <= KEY_AGE_DAYS
    ? check('key-age', 'Age of keys', 'ok', detail)
    : check('key-age', 'Age of keys', 'warning', detail, 'Replace them; the schedule is not touched by it.');
}

function lastFailure(connector: string, row: StreamRow): LastFailure[] {
  if (row.errorCode === null || row.errorLastSeenAt === null) return [];
  const manifest = findStream(connector, row.stream);
  const code = isConnectorErrorCode(row.errorCode) ? row.errorCode : 'unknown';
  return [
    {
      stream: row.stream,
      streamLabel: manifest?.label ?? row.stream,
      at: row.errorLastSeenAt.toISOString(),
      request: `GET ${manifest?.endpoint ?? ''}`,
      answer: [`error: ${connectorError(code).code}`, ...failureLines(row.errorDetail)],
    },
  ];
}
