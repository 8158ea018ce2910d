import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import type { IdProps, SearchProps } from '@/app/page-props';
import { ProfileScreen } from '@/components/people/profile-screen';
import { careQuery } from '@/lib/queries/care';
import { makeQueryClient } from '@/lib/queries/client';
import { parseAt, parseReading, profileQuery } from '@/lib/queries/people';
import { readForPage } from '@/server/http/page';
import { getProfile } from '@/server/services/people/get-profile';
import { getPersonCare } from '@/server/services/people/person-care';

export const metadata: Metadata = { title: 'Risk profile' };

export default async function ProfilePage({ params, searchParams }: IdProps & SearchProps) {
  const { id } = await params;
  const parameters = await searchParams;
  const at = parseAt(parameters['at']);
  const reading = parseReading(parameters['reading']);
  const client = makeQueryClient();
  const input = { id, ...(at === null ? {} : { at, reading }) };
  await client.query({ ...profileQuery(id, at, reading), queryFn: () => readForPage(getProfile, input) });
  await client.query({ ...careQuery(id), queryFn: () => readForPage(getPersonCare, { id }) });
  return (
    <PageAnswers client={client}>
      <ProfileScreen id={id} />
    </PageAnswers>
  );
}
