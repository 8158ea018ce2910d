import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { NotificationsScreen } from '@/components/notifications/notifications-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { notificationRulesQuery } from '@/lib/queries/notifications';
import { readForPage } from '@/server/http/page';
import { listNotificationRules } from '@/server/services/notifications/list-notification-rules';

export const metadata: Metadata = { title: 'Notifications' };

export default async function NotificationsPage() {
  const client = makeQueryClient();
  await client.query({
    ...notificationRulesQuery(),
    queryFn: () => readForPage(listNotificationRules, {}),
  });
  return (
    <PageAnswers client={client}>
      <NotificationsScreen />
    </PageAnswers>
  );
}
