import { z } from 'zod';
import { findConnector } from '@/domain/connectors/catalogue';
import { type CoverageFacts, coverageOf } from '@/domain/coverage';
import { DEFAULT_THRESHOLDS } from '@/domain/detection/derived/thresholds';
import { integrationIdSchema } from '@/domain/identifiers';
import { rangeWindow } from '@/domain/range-window';
import { Refusal } from '@/domain/refusal';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { coverageViewSchema } from '@/domain/views/coverage';
import { countSetAside } from '@/server/data/detection/detection-due';
import { countLearnt } from '@/server/data/detection/person-habits';
import { assessedSignIns } from '@/server/data/detection/push-figures';
import { countAccountEvents } from '@/server/data/events/account-events';
import { countKindsFired, countUnknownNames } from '@/server/data/integrations/counters';
import { findIntegration, listStreamRows } from '@/server/data/integrations/integrations';
import { defineOperation } from '@/server/services/operation';

const ASSESSED_DAYS = 2;
const LEARNT_DAYS = 30;

type StreamRow = Awaited<ReturnType<typeof listStreamRows>>[number];

/** Which kinds of identity event can fire from this integration, why not the others, and what fired last. */
export const getCoverage = defineOperation({
  name: 'get-coverage',
  http: { method: 'GET', path: '/api/v1/integrations/:id/coverage' },
  permission: 'integrations:read',
  input: z.object({ id: integrationIdSchema }),
  output: coverageViewSchema,
  audit: { none: 'Counts and kinds, no records.' },
  effect: 'read',
  run: async ({ accountId, runtime, tx, now }, { id }) => {
    const integration = await findIntegration(accountId, tx, id);
    const connector = integration === null ? undefined : findConnector(integration.connector);
    if (integration === null || connector === undefined) throw Refusal.notFound('integration');
    const streams = await listStreamRows(accountId, tx, id);
    // The stream that every kind of today is read from: sign-ins of a vendor, or reports of a sender.
    const main = connector.streams[0]?.id;
    const polled = connector.delivery === 'polled';
    const window = { from: now - ASSESSED_DAYS * DAY_MS, to: now };
    const { signIns, assessed } = polled
      ? await assessedSignIns(accountId, tx, id, window)
      : { signIns: 0, assessed: 0 };
    // The time that the dashboard covers, so that its numbers are the same.
    const { from } = rangeWindow('30d', now);
    const fired = await countKindsFired(accountId, tx, id, from);
    const ofAccount = await countAccountEvents(accountId, tx, id, from);
    const kinds = coverageOf({
      connector,
      stream: standingOf(
        streams.find(({ stream }) => stream === main),
        polled,
      ),
      otherStreams: Object.fromEntries(streams.map((row) => [row.stream, standingOf(row, polled)])),
      edition: integration.edition,
      signIns,
      assessed,
      ...(await countLearnt(
        accountId,
        tx,
        now - LEARNT_DAYS * DAY_MS,
        now - DEFAULT_THRESHOLDS.readyDays * DAY_MS,
      )),
      setAside: await countSetAside(accountId, tx, now),
      knowsProviders: runtime.environment.asnFile !== null,
    });
    return {
      at: new Date(now).toISOString(),
      edition: integration.edition,
      signIns,
      assessed,
      kinds: kinds.map((coverage) => {
        const events =
          coverage.kind === 'high_risk_system_event'
            ? ofAccount
            : fired.find(({ kind }) => kind === coverage.kind);
        return {
          ...coverage,
          events: events?.events ?? 0,
          lastFiredAt: events?.lastAt?.toISOString() ?? null,
        };
      }),
      unknownNames: await countUnknownNames(accountId, tx, id, from),
    };
  },
});

function standingOf(row: StreamRow | undefined, polled: boolean): CoverageFacts['stream'] {
  if (row === undefined || !row.enabled) return 'off';
  if (row.errorClass === 'capability') return 'refused';
  if (!polled) return 'works';
  if (row.lastSuccessAt === null) return 'never_read';
  // A passing fault is no reason to say that a kind cannot fire; one that waits for a person is.
  return row.errorClass === 'credentials' || row.errorClass === 'host' ? 'failing' : 'works';
}
