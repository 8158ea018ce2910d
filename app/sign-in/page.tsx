import type { Metadata } from 'next';
import type { SearchProps } from '@/app/page-props';
import { redirect } from 'next/navigation';
import { Door } from '@/components/sign-in/door';
import { SignInForm } from '@/components/sign-in/sign-in-form';
import { localPathOr } from '@/server/http/local-path';
import { memberOrNull, setupNeeded } from '@/server/http/page';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: SearchProps) {
  if (await setupNeeded()) redirect('/setup');
  const { next, ended } = await searchParams;
  const onwards = localPathOr(next, '/dashboard');
  if ((await memberOrNull()) !== null) redirect(onwards);
  return (
    <Door title="Sign in" below="Forgotten the password? Whoever runs Parapet can set a new one.">
      <SignInForm
        next={onwards}
        notice={ended === '1' ? 'Your session has ended. Sign in to go on where you were.' : null}
      />
    </Door>
  );
}
