import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { SingleSignOnScreen } from '@/components/single-sign-on/single-sign-on-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { singleSignOnQuery } from '@/lib/queries/single-sign-on';
import { readForPage } from '@/server/http/page';
import { getSingleSignOn } from '@/server/services/sign-in/set-single-sign-on';

export const metadata: Metadata = { title: 'Single sign-on' };

export default async function SingleSignOnPage() {
  const client = makeQueryClient();
  await client.query({ ...singleSignOnQuery(), queryFn: () => readForPage(getSingleSignOn, {}) });
  return (
    <PageAnswers client={client}>
      <SingleSignOnScreen />
    </PageAnswers>
  );
}
