import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { RolesScreen } from '@/components/roles/roles-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { rolesQuery } from '@/lib/queries/members';
import { readForPage } from '@/server/http/page';
import { listAllRoles } from '@/server/services/members/list-roles';

export const metadata: Metadata = { title: 'Roles' };

export default async function RolesPage() {
  const client = makeQueryClient();
  await client.query({ ...rolesQuery(), queryFn: () => readForPage(listAllRoles, {}) });
  return (
    <PageAnswers client={client}>
      <RolesScreen />
    </PageAnswers>
  );
}
