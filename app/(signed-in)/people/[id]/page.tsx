import type { Metadata } from 'next';
import { Suspense } from 'react';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import type { IdProps, SearchProps } from '@/app/page-props';
import { ProfileScreen } from '@/components/people/profile-screen';
import { careQuery } from '@/lib/queries/care';
import { ProfileBones } from '@/components/people/profile-bones';
import { makeQueryClient } from '@/lib/queries/client';
import { parseAt, parseReading } from '@/lib/queries/past';
import { profileQuery } from '@/lib/queries/people';
import { readForPage } from '@/server/http/page';
import { getProfile } from '@/server/services/people/get-profile';
import { getPersonCare } from '@/server/services/people/person-care';
import { hasPerson } from '@/server/services/people/has-person';

export const metadata: Metadata = { title: 'Risk profile' };

/** What is not there is answered by its status, and so before anything is sent; the rest may take its time. */
export default async function ProfilePage(props: IdProps & SearchProps) {
  const { id } = await props.params;
  await readForPage(hasPerson, { id });
  return (
    <Suspense key={id} fallback={<ProfileBones />}>
      <Profile {...props} />
    </Suspense>
  );
}

async function Profile({ params, searchParams }: IdProps & SearchProps) {
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
