import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { YourSignInScreen } from '@/components/your-sign-in/your-sign-in-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { secondFactorQuery, sessionsQuery } from '@/lib/queries/your-sign-in';
import { readForPage } from '@/server/http/page';
import { listSessions } from '@/server/services/sign-in/list-sessions';
import { getSecondFactor } from '@/server/services/sign-in/second-factor';

export const metadata: Metadata = { title: 'Your sign-in' };

export default async function YourSignInPage() {
  const client = makeQueryClient();
  await Promise.all([
    client.query({ ...sessionsQuery(), queryFn: () => readForPage(listSessions, {}) }),
    client.query({ ...secondFactorQuery(), queryFn: () => readForPage(getSecondFactor, {}) }),
  ]);
  return (
    <PageAnswers client={client}>
      <YourSignInScreen />
    </PageAnswers>
  );
}
