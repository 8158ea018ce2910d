'use client';

import { useQuery } from '@tanstack/react-query';
import { NumberLink } from '@/components/dashboard/number-link';
import type { IntegrationView } from '@/domain/views/integration';
import { collectedHref } from '@/lib/count-links';
import { formatCount } from '@/lib/format/number';
import { sessionQuery } from '@/lib/queries/frame';

/**
 * How many records of a window came from an integration, or by one stream of it; for whoever may open them with the way to
 * just these.
 */
export function CollectedCount({
  count,
  name,
  day,
  stream = null,
}: {
  count: number;
  /** Of the integration; null of one that was deleted, which a search no longer finds. */
  name: string | null;
  day: IntegrationView['day'];
  stream?: string | null;
}) {
  const { data: session } = useQuery(sessionQuery());
  const mayOpen = session?.permissions.includes('signals:read') ?? false;
  if (!mayOpen || name === null) return formatCount(count);
  return <NumberLink count={count} href={collectedHref(name, day, stream)} />;
}
