import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import type { SearchProps } from '@/app/page-props';
import { Door } from '@/components/sign-in/door';
import { SignInForm } from '@/components/sign-in/sign-in-form';
import { signOnSentence } from '@/domain/sign-on-outcome';
import { localPathOr } from '@/server/http/local-path';
import { readForPage } from '@/server/http/page';
import { getSetupState } from '@/server/services/members/get-setup-state';
import { getWaysIn } from '@/server/services/sign-in/get-ways-in';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: SearchProps) {
  const { needed } = await readForPage(getSetupState, {});
  if (needed) redirect('/setup');
  const { passkeys, singleSignOn, resetByMail } = await readForPage(getWaysIn, {});
  const { next, ended, sso } = await searchParams;
  return (
    <Door
      title="Sign in"
      below={
        resetByMail ? (
          <Link href="/forgotten-password">Forgotten the password?</Link>
        ) : (
          'Forgotten the password? An administrator of your account can give you a link for a new one.'
        )
      }
    >
      <SignInForm
        next={localPathOr(next, '/')}
        passkeys={passkeys}
        singleSignOn={singleSignOn}
        notice={
          (typeof sso === 'string' ? signOnSentence(sso) : null) ??
          (ended === '1' ? 'Your session has ended. Sign in to go on where you were.' : null)
        }
      />
    </Door>
  );
}
