import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { PrivacyScreen } from '@/components/privacy/privacy-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { noticeQuery } from '@/lib/queries/notice';
import { readForPage } from '@/server/http/page';
import { getNotice } from '@/server/services/monitoring-notice';

export const metadata: Metadata = { title: 'Privacy' };

export default async function PrivacyPage() {
  const client = makeQueryClient();
  await client.query({ ...noticeQuery(), queryFn: () => readForPage(getNotice, {}) });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PrivacyScreen />
    </HydrationBoundary>
  );
}
