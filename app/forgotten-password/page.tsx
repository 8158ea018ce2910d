import type { Metadata } from 'next';
import Link from 'next/link';
import { Door } from '@/components/sign-in/door';
import { ForgottenPasswordForm } from '@/components/sign-in/forgotten-password-form';
import { readForPage } from '@/server/http/page';
import { getWaysIn } from '@/server/services/sign-in/get-ways-in';

export const metadata: Metadata = { title: 'Forgotten password' };

/** Where somebody asks for a link to a new password; where no mail is sent, whom else to ask. */
export default async function ForgottenPasswordPage() {
  const { resetByMail } = await readForPage(getWaysIn, {});
  return (
    <Door
      title="Forgotten password"
      note={
        resetByMail
          ? 'A link with which you choose a new one is sent to your e-mail address.'
          : 'Parapet sends no mail here. An administrator of your account can give you a link for a new password.'
      }
      below={<Link href="/sign-in">Sign in</Link>}
    >
      {resetByMail && <ForgottenPasswordForm />}
    </Door>
  );
}
