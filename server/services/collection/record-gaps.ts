import { findStream } from '@/domain/connectors/catalogue';
import type { Span } from '@/domain/unread-time';
import type { FeedGap } from '@/domain/views/dashboard';
import type { Transaction } from '@/server/data/database';
import { gapsWithin } from '@/server/data/integrations/gaps';
import { listDeletedIntegrations, listIntegrationRows } from '@/server/data/integrations/integrations';
import { presentGap } from '@/server/services/integrations/present-gap';
import type { Runtime } from '@/server/services/runtime';
import type { CountedMoment } from '@/server/services/people/grounds';
import { OPEN_GAP_WORDS, openGapsAt } from './open-gaps';

const MOST_GAPS = 200;

/**
 * What was not collected of a window (epoch milliseconds), from streams of records: these alone are searched and make
 * events. What a stale stream has yet to read comes first, then what stands in the ledger: with a past moment as known then
 * what stood there then.
 */
export async function recordGaps(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  window: Span,
  moment: CountedMoment,
): Promise<FeedGap[]> {
  const knownAt = moment.past === 'then' ? moment.at : null;
  const integrations = new Map((await listIntegrationRows(accountId, tx)).map((row) => [row.id, row]));
  const gone = new Map((await listDeletedIntegrations(accountId, tx)).map(({ id, name }) => [id, name]));
  const ongoing = (await openGapsAt(accountId, tx, runtime, moment))
    .filter(({ from, to }) => from < window.to && to > window.from)
    .map(({ id, from, to, integration, streamLabel }): FeedGap => ({
      ...{ id, integration, streamLabel, why: OPEN_GAP_WORDS, ongoing: true, refilledAt: null },
      ...{ from: new Date(from).toISOString(), to: new Date(to).toISOString() },
    }));
  const entered = (await gapsWithin(accountId, tx, window, MOST_GAPS, knownAt)).flatMap((row) => {
    const integration = integrations.get(row.integrationId);
    const name = integration?.name ?? gone.get(row.integrationId);
    if (name === undefined) return [];
    const connector = integration?.connector ?? '';
    if (integration !== undefined && findStream(connector, row.stream)?.holds !== 'records') return [];
    const { id, from, to, streamLabel, why, refilledAt } = presentGap(connector, row);
    const of = { id: row.integrationId, name };
    const wasOpen = knownAt !== null && refilledAt !== null && Date.parse(refilledAt) > knownAt;
    return [
      {
        ...{ id, from, to, integration: of, streamLabel, why, ongoing: false },
        refilledAt: wasOpen ? null : refilledAt,
      },
    ];
  });
  return [...ongoing, ...entered];
}
