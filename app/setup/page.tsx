import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import type { SearchProps } from '@/app/page-props';
import { Door } from '@/components/sign-in/door';
import { SetupForm } from '@/components/sign-in/setup-form';
import { readForPage } from '@/server/http/page';
import { getSetupState } from '@/server/services/members/get-setup-state';

export const metadata: Metadata = { title: 'Set up' };

export default async function SetupPage({ searchParams }: SearchProps) {
  const { needed } = await readForPage(getSetupState, {});
  if (!needed) redirect('/sign-in');
  const { token } = await searchParams;
  return (
    <Door
      wide
      title="Set up Parapet"
      note="Nobody can sign in yet. Make the first administrator with the token from the console."
    >
      <SetupForm token={typeof token === 'string' ? token : ''} />
    </Door>
  );
}
