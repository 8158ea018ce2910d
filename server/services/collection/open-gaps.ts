import { findStream } from '@/domain/connectors/catalogue';
import type { Span } from '@/domain/unread-time';
import type { GapView } from '@/domain/views/feed-quality';
import type { Transaction } from '@/server/data/database';
import { listIntegrationRows, listStreamRows } from '@/server/data/integrations/integrations';
import { statusOfIntegration } from '@/server/services/integrations/feed-health';
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
