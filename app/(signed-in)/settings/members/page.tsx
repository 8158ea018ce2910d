import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { MembersScreen } from '@/components/members/members-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { membersQuery } from '@/lib/queries/members';
import { readForPage } from '@/server/http/page';
import { listMembers } from '@/server/services/members/list-members';

export const metadata: Metadata = { title: 'Members' };

export default async function MembersPage() {
  const client = makeQueryClient();
  await client.query({ ...membersQuery(), queryFn: () => readForPage(listMembers, {}) });
  return (
    <PageAnswers client={client}>
      <MembersScreen />
    </PageAnswers>
  );
}
