import { findStream } from '@/domain/connectors/catalogue';
import type { Span } from '@/domain/unread-time';
import type { FeedGap } from '@/domain/views/dashboard';
import type { Transaction } from '@/server/data/database';
import { gapsWithin } from '@/server/data/integrations/gaps';
import { listDeletedIntegrations, listIntegrationRows } from '@/server/data/integrations/integrations';
import { presentGap } from '@/server/services/integrations/present-gap';
import type { Runtime } from '@/server/services/runtime';
import { OPEN_GAP_WORDS, openGaps } from './open-gaps';

const MOST_GAPS = 200;

/**
 * What was not collected of a window (epoch milliseconds), from streams of records: these alone are searched and make
 * events. What a stale stream has yet to read comes first, then what stands in the ledger.
 */
export async function recordGaps(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  window: Span,
  now: number,
): Promise<FeedGap[]> {
  const integrations = new Map((await listIntegrationRows(accountId, tx)).map((row) => [row.id, row]));
  const gone = new Map((await listDeletedIntegrations(accountId, tx)).map(({ id, name }) => [id, name]));
  const ongoing = (await openGaps(accountId, tx, runtime, now))
    .filter(({ from, to }) => from < window.to && to > window.from)
    .map(({ id, from, to, integration, streamLabel }): FeedGap => ({
      ...{ id, integration, streamLabel, why: OPEN_GAP_WORDS, ongoing: true, refilledAt: null },
      ...{ from: new Date(from).toISOString(), to: new Date(to).toISOString() },
    }));
  const entered = (await gapsWithin(accountId, tx, window, MOST_GAPS)).flatMap((row) => {
    const integration = integrations.get(row.integrationId);
    const name = integration?.name ?? gone.get(row.integrationId);
    if (name === undefined) return [];
    const connector = integration?.connector ?? '';
    if (integration !== undefined && findStream(connector, row.stream)?.holds !== 'records') return [];
    const { id, from, to, streamLabel, why, refilledAt } = presentGap(connector, row);
    const of = { id: row.integrationId, name };
    return [{ id, from, to, integration: of, streamLabel, why, ongoing: false, refilledAt }];
  });
  return [...ongoing, ...entered];
}
