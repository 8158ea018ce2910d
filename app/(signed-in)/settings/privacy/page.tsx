import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { PrivacyScreen } from '@/components/privacy/privacy-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { erasuresQuery, noticeQuery, retentionQuery } from '@/lib/queries/privacy';
import { readForPage } from '@/server/http/page';
import { listErasedPeople } from '@/server/services/privacy/erase-person';
import { getNotice } from '@/server/services/privacy/monitoring-notice';
import { getRetention } from '@/server/services/privacy/retention';

export const metadata: Metadata = { title: 'Privacy' };

export default async function PrivacyPage() {
  const client = makeQueryClient();
  await Promise.all([
    client.query({ ...noticeQuery(), queryFn: () => readForPage(getNotice, {}) }),
    client.query({ ...retentionQuery(), queryFn: () => readForPage(getRetention, {}) }),
    client.query({ ...erasuresQuery(), queryFn: () => readForPage(listErasedPeople, {}) }),
  ]);
  return (
    <PageAnswers client={client}>
      <PrivacyScreen />
    </PageAnswers>
  );
}
