import { findStream } from '@/domain/connectors/catalogue';
import { DAY_MS } from '@/domain/scoring/scored-event';
import type { Span } from '@/domain/unread-time';
import type { Transaction } from '@/server/data/database';
import { listIntegrationRows, listStreamRows } from '@/server/data/integrations/integrations';
import { stretchesWithoutRun } from '@/server/data/integrations/runs';

/** A stream is called stale two intervals after its next read was due. */
const INTERVALS = 3;
/**
 * A directory that is read once a day tells of each day; whether it was to be read more often then is not kept. So what is
 * younger than this is never too old.
 */
const LEAST_MS = 36 * 3_600_000;

/**
 * For each of some UTC days (their starts, epoch milliseconds) whether a directory that is to be read was too old in it, up
 * to an instant: a day and a half, or three of its intervals where those are longer. Where people stood then is as they
 * stood before. As far as runs are kept, and since the stream was switched on; of an integration that is off, and of a
 * directory that the vendor's key may not read, nothing is said.
 */
export async function unreadDirectory(
  accountId: string,
  tx: Transaction,
  days: readonly number[],
  at: number,
): Promise<boolean[]> {
  const first = days[0];
  if (first === undefined || first >= at) return days.map(() => false);
  const integrations = new Map((await listIntegrationRows(accountId, tx)).map((row) => [row.id, row]));
  const old: Span[] = [];
  for (const row of await listStreamRows(accountId, tx)) {
    const { integrationId, stream, enabled, intervalSeconds, enabledAt, errorClass } = row;
    const integration = integrations.get(integrationId);
    if (integration === undefined || !enabled || errorClass === 'capability') continue;
    if (integration.state !== 'enabled' && integration.state !== 'paused') continue;
    if (findStream(integration.connector, stream)?.holds !== 'directory') continue;
    const longest = Math.max(LEAST_MS, INTERVALS * intervalSeconds * 1_000);
    // What was switched on is waited for as long as what was read.
    const window = { from: Math.max(first, enabledAt.getTime() + longest), to: at };
    if (window.from >= window.to) continue;
    old.push(...(await stretchesWithoutRun(accountId, tx, { integrationId, stream }, window, longest)));
  }
  return days.map((day) => old.some(({ from, to }) => from < day + DAY_MS && to > day));
}
