import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchProps } from '@/app/page-props';
import { IdentityScreen } from '@/components/behaviors/identity-screen';
import { parseEventKind } from '@/domain/event-catalogue';
import { parseDecided } from '@/lib/dispositions';
import { makeQueryClient } from '@/lib/queries/client';
import { eventsInput, eventsQuery, parseIntegration, parseOutcome } from '@/lib/queries/events';
import { identityQuery } from '@/lib/queries/identity';
import { parseRange } from '@/lib/ranges';
import { readForPage } from '@/server/http/page';
import { getIdentityDetails } from '@/server/services/get-identity-details';
import { listEvents } from '@/server/services/list-events';

export const metadata: Metadata = { title: 'Identity events' };

export default async function IdentityPage({ searchParams }: SearchProps) {
  const parameters = await searchParams;
  const range = parseRange(parameters.range);
  const kind = parseEventKind(parameters.kind);
  const filter = {
    range,
    kind,
    outcome: parseOutcome(parameters.outcome),
    decided: parseDecided(parameters.decision),
    integration: parseIntegration(parameters.integration),
  };
  const client = makeQueryClient();
  await Promise.all([
    client.query({
      ...identityQuery(range, kind),
      queryFn: () => readForPage(getIdentityDetails, { range, ...(kind !== null && { kind }) }),
    }),
    parameters.tab === 'latest' &&
      client.infiniteQuery({
        ...eventsQuery(filter),
        queryFn: () => readForPage(listEvents, eventsInput(filter, null)),
      }),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <IdentityScreen />
    </HydrationBoundary>
  );
}
