import type { Metadata } from 'next';
import type { SearchProps } from '@/app/page-props';
import { ChoosePasswordForm } from '@/components/sign-in/choose-password-form';
import { Door } from '@/components/sign-in/door';
import { localPathOr } from '@/server/http/local-path';
import { readForPage } from '@/server/http/page';
import { getSession } from '@/server/services/sign-in/get-session';

export const metadata: Metadata = { title: 'Choose a password' };

export default async function ChoosePasswordPage({ searchParams }: SearchProps) {
  const { member, mustChoosePassword } = await readForPage(getSession, {});
  const { next } = await searchParams;
  return (
    <Door
      title={mustChoosePassword ? 'Choose your own password' : 'Change your password'}
      note={
        mustChoosePassword
          ? 'This password was made for you and works once. Choose your own.'
          : 'Wherever else you are signed in, you will be signed out. API tokens go on: should somebody else know your password, revoke those you do not know, under Settings, API tokens.'
      }
      below={`Signed in as ${member.email}`}
    >
      <ChoosePasswordForm email={member.email} first={mustChoosePassword} next={localPathOr(next, '/')} />
    </Door>
  );
}
