import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Frame } from '@/components/frame/frame';
import { makeQueryClient } from '@/lib/queries/client';
import { sessionQuery, shellQuery } from '@/lib/queries/frame';
import { livePlace, readForPage } from '@/server/http/page';
import { getShell } from '@/server/services/members/get-shell';
import { getSession } from '@/server/services/sign-in/get-session';

/** Frame of the pages of a signed-in member. It reads for itself; each page asks for its own permission. */
export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const client = makeQueryClient();
  await Promise.all([
    client.query({ ...sessionQuery(), queryFn: () => readForPage(getSession, {}) }),
    client.query({ ...shellQuery(), queryFn: () => readForPage(getShell, {}) }),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Frame place={await livePlace()}>{children}</Frame>
    </HydrationBoundary>
  );
}
