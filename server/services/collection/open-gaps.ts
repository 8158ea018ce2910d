import { findStream } from '@/domain/connectors/catalogue';
import { staleSince } from '@/domain/integration-status';
import type { Span } from '@/domain/unread-time';
import type { GapView } from '@/domain/views/feed-quality';
import type { Transaction } from '@/server/data/database';
import { listIntegrationRows, listStreamRows } from '@/server/data/integrations/integrations';
import { lastReadsBy } from '@/server/data/integrations/runs';
import type { CountedMoment } from '@/server/services/people/grounds';
import { factsOfStream, statusOfIntegration } from '@/server/services/integrations/feed-health';
import type { Runtime } from '@/server/services/runtime';

/** As a gap of the ledger has its cause. */
export const OPEN_GAP_WORDS =
  'The stream is behind, and this has not been read so far. It is read once the stream goes on.';

/** What a stream of records has not read while it is stale: the ledger has a gap only once it is known for good. */
export interface OpenGap extends Span {
  readonly id: string;
  readonly integration: { readonly id: string; readonly name: string };
  readonly stream: string;
  readonly streamLabel: string;
}

/** The time that each stale stream of records has not read, up to now. A delay of minutes is none. Epoch milliseconds. */
export async function openGaps(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  now: number,
): Promise<OpenGap[]> {
  const rows = await listStreamRows(accountId, tx);
  return (await listIntegrationRows(accountId, tx)).flatMap((integration) => {
    const { id, name, connector } = integration;
    const { streams } = statusOfIntegration(runtime, integration, rows, now);
    return streams.flatMap(({ row: { stream }, staleSince: from }): OpenGap[] => {
      const facts = findStream(connector, stream);
      if (from === null || from >= now || facts?.holds !== 'records') return [];
      const streamLabel = facts.label;
      return [{ id: `${id} ${stream}`, from, to: now, integration: { id, name }, stream, streamLabel }];
    });
  });
}

/**
 * The same as a moment knows it. As known then it is what each stream had not read when its last good run before that had
 * ended, as far as runs of that time are kept; with hindsight, what is still not read. Of a stream that is off or not offered
 * now it is not known whether it was to be read then: nothing is said of it.
 */
export async function openGapsAt(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  { at, past, now }: CountedMoment,
): Promise<OpenGap[]> {
  if (past !== 'then') return openGaps(accountId, tx, runtime, now);
  const integrations = new Map((await listIntegrationRows(accountId, tx)).map((row) => [row.id, row]));
  const streams = new Map(
    (await listStreamRows(accountId, tx)).map((row) => [`${row.integrationId} ${row.stream}`, row]),
  );
  return (await lastReadsBy(accountId, tx, at)).flatMap((read): OpenGap[] => {
    const integration = integrations.get(read.integrationId);
    const row = streams.get(`${read.integrationId} ${read.stream}`);
    if (integration === undefined || row === undefined) return [];
    const facts = findStream(integration.connector, read.stream);
    const from = staleSince(
      {
        ...factsOfStream(runtime, integration, row),
        lastSuccessAt: read.finishedAt.getTime(),
        completeUntil: read.cursorAfter.getTime(),
      },
      at,
    );
    if (from === null || from >= at || facts?.holds !== 'records') return [];
    const { id, name } = integration;
    const { stream } = read;
    return [
      { id: `${id} ${stream}`, from, to: at, integration: { id, name }, stream, streamLabel: facts.label },
    ];
  });
}

/** An open gap as one of the ledger is shown. */
export function presentOpenGap({ id, stream, streamLabel, from, to }: OpenGap): GapView {
  return {
    id,
    stream,
    streamLabel,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    cause: 'stale',
    why: OPEN_GAP_WORDS,
    foundAt: new Date(to).toISOString(),
    refilledAt: null,
  };
}
