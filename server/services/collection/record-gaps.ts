import { findStream } from '@/domain/connectors/catalogue';
import type { FeedGap } from '@/domain/views/dashboard';
import type { Transaction } from '@/server/data/database';
import { gapsWithin } from '@/server/data/integrations/gaps';
import { listDeletedIntegrations, listIntegrationRows } from '@/server/data/integrations/integrations';
import { presentGap } from '@/server/services/integrations/present-gap';

const MOST_GAPS = 200;

/** What was not collected of a window (epoch milliseconds), from streams of records: these alone are searched and make events. */
export async function recordGaps(
  accountId: string,
  tx: Transaction,
  window: { readonly from: number; readonly to: number },
): Promise<FeedGap[]> {
  const integrations = new Map((await listIntegrationRows(accountId, tx)).map((row) => [row.id, row]));
  const gone = new Map((await listDeletedIntegrations(accountId, tx)).map(({ id, name }) => [id, name]));
  return (await gapsWithin(accountId, tx, window, MOST_GAPS)).flatMap((row) => {
    const integration = integrations.get(row.integrationId);
    const name = integration?.name ?? gone.get(row.integrationId);
    if (name === undefined) return [];
    const connector = integration?.connector ?? '';
    if (integration !== undefined && findStream(connector, row.stream)?.holds !== 'records') return [];
    const { id, from, to, streamLabel, why, refilledAt } = presentGap(connector, row);
    return [{ id, from, to, integration: { id: row.integrationId, name }, streamLabel, why, refilledAt }];
  });
}
