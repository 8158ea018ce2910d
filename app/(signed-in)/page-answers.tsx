import { dehydrate, HydrationBoundary, type QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ReadAt } from '@/lib/live/live';
import { livePlace } from '@/server/http/page';

/**
 * Hands a page the answers that were read for it, and what has changed since they were read: a change that comes before the
 * browser listens, or while the page is on its way, is shown all the same.
 */
export async function PageAnswers({ client, children }: { client: QueryClient; children: ReactNode }) {
  return (
    <>
      <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>
      <ReadAt place={await livePlace()} />
    </>
  );
}
