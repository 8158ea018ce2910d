import { findStream } from '@/domain/connectors/catalogue';
import type { FeedCover, Span } from '@/domain/unread-time';
import type { Transaction } from '@/server/data/database';
import { openGapsWithin } from '@/server/data/integrations/gaps';
import { listIntegrationRows, listStreamRows } from '@/server/data/integrations/integrations';
import { openGapsAt } from '@/server/services/collection/open-gaps';
import type { CountedMoment } from '@/server/services/people/grounds';
import type { Runtime } from '@/server/services/runtime';

/** What of a window (epoch milliseconds) the streams of records have read, as far as a moment knows. */
export async function feedCover(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  window: Span,
  moment: CountedMoment,
): Promise<FeedCover> {
  const knownAt = moment.past === 'then' ? moment.at : null;
  const connectors = new Map(
    (await listIntegrationRows(accountId, tx)).map(({ id, connector }) => [id, connector]),
  );
  const lost = (await openGapsWithin(accountId, tx, window, knownAt)).filter(({ integrationId, stream }) => {
    const connector = connectors.get(integrationId);
    return connector === undefined || findStream(connector, stream)?.holds === 'records';
  });
  return {
    covered: await coverage(accountId, tx),
    open: [
      ...lost.map((gap) => ({ from: gap.from.getTime(), to: gap.to.getTime() })),
      ...(await openGapsAt(accountId, tx, runtime, moment)),
    ],
  };
}

/** From the first moment any stream reads to the last that one has read. */
async function coverage(accountId: string, tx: Transaction): Promise<Span | null> {
  const streams = await listStreamRows(accountId, tx);
  const read = streams.flatMap((stream) =>
    stream.completeUntil === null
      ? []
      : [{ from: stream.enabledAt.getTime(), to: stream.completeUntil.getTime() }],
  );
  if (read.length === 0) return null;
  return { from: Math.min(...read.map((span) => span.from)), to: Math.max(...read.map((span) => span.to)) };
}
