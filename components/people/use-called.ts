'use client';

import { useQuery } from '@tanstack/react-query';
import { useZone } from '@/lib/clock';
import type { CalledInFilters } from '@/lib/people-words';
import { sessionQuery } from '@/lib/queries/frame';
import { hubQuery } from '@/lib/queries/integrations';
import { watchlistNamesQuery } from '@/lib/queries/watchlists';

/**
 * What watchlists and integrations are called, as far as the member may read that, integrations only where they are wanted; and
 * the zone of the member.
 */
export function useCalled(wantsIntegrations: boolean): CalledInFilters {
  const { data: session } = useQuery(sessionQuery());
  const { data: lists } = useQuery(watchlistNamesQuery);
  const mayRead = session?.permissions.includes('integrations:read') ?? false;
  const { data: hub } = useQuery({ ...hubQuery(), enabled: wantsIntegrations && mayRead });
  const zone = useZone();
  return { watchlists: lists?.watchlists ?? [], integrations: hub?.integrations ?? [], zone };
}
