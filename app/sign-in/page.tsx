import type { Metadata } from 'next';
import type { SearchProps } from '@/app/page-props';
import { redirect } from 'next/navigation';
import { Door } from '@/components/sign-in/door';
import { SignInForm } from '@/components/sign-in/sign-in-form';
import { localPathOr } from '@/server/http/local-path';
import { readForPage } from '@/server/http/page';
import { getSetupState } from '@/server/services/get-setup-state';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: SearchProps) {
  const { needed } = await readForPage(getSetupState, {});
  if (needed) redirect('/setup');
  const { next, ended } = await searchParams;
  return (
    <Door
      title="Sign in"
      below="Forgotten the password? An administrator of your account can give you a link for a new one."
    >
      <SignInForm
        next={localPathOr(next, '/')}
        notice={ended === '1' ? 'Your session has ended. Sign in to go on where you were.' : null}
      />
    </Door>
  );
}
