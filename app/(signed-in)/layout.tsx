import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Frame } from '@/components/frame/frame';
import { makeQueryClient } from '@/lib/queries/client';
import { sessionQuery, shellQuery } from '@/lib/queries/frame';
import { readForPage } from '@/server/http/page';
import { getSession } from '@/server/services/get-session';
import { getShell } from '@/server/services/get-shell';

/** Frame of the pages of a signed-in member. It reads for itself; each page asks for its own permission. */
export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const client = makeQueryClient();
  await Promise.all([
    client.query({ ...sessionQuery(), queryFn: () => readForPage(getSession, {}) }),
    client.query({ ...shellQuery(), queryFn: () => readForPage(getShell, {}) }),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Frame>{children}</Frame>
    </HydrationBoundary>
  );
}
