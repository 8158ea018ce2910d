import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { CustomersScreen } from '@/components/customers/customers-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { customersQuery } from '@/lib/queries/customers';
import { readForPage } from '@/server/http/page';
import { getCustomers } from '@/server/services/members/get-customers';

export const metadata: Metadata = { title: 'Customers' };

export default async function CustomersPage() {
  const client = makeQueryClient();
  await client.query({ ...customersQuery(), queryFn: () => readForPage(getCustomers, {}) });
  return (
    <PageAnswers client={client}>
      <CustomersScreen />
    </PageAnswers>
  );
}
