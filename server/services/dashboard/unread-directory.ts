import { findStream } from '@/domain/connectors/catalogue';
import { DAY_MS } from '@/domain/scoring/scored-event';
import type { Span } from '@/domain/unread-time';
import type { Transaction } from '@/server/data/database';
import { listIntegrationRows, listStreamRows } from '@/server/data/integrations/integrations';
import { stretchesWithoutRun } from '@/server/data/integrations/runs';

/** As a stream is called stale: older than two of its intervals. */
const STALE_AFTER = 2;

/**
 * For each of some UTC days (their starts, epoch milliseconds) whether a directory that is to be read was not for so long
 * in it, up to an instant, that it would be called stale: where people stood then is as they stood before. As far as runs
 * are kept.
 */
export async function unreadDirectory(
  accountId: string,
  tx: Transaction,
  days: readonly number[],
  at: number,
): Promise<boolean[]> {
  const first = days[0];
  if (first === undefined || first >= at) return days.map(() => false);
  const connectors = new Map(
    (await listIntegrationRows(accountId, tx)).map(({ id, connector }) => [id, connector]),
  );
  const old: Span[] = [];
  for (const { integrationId, stream, enabled, intervalSeconds } of await listStreamRows(accountId, tx)) {
    const connector = connectors.get(integrationId);
    if (!enabled || connector === undefined || findStream(connector, stream)?.holds !== 'directory') continue;
    const intervalMs = intervalSeconds * 1_000;
    const stretches = await stretchesWithoutRun(
      accountId,
      tx,
      { integrationId, stream },
      { from: first, to: at },
      STALE_AFTER * intervalMs,
    );
    old.push(...stretches);
  }
  return days.map((day) => old.some(({ from, to }) => from < day + DAY_MS && to > day));
}
