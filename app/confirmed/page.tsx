import type { Metadata } from 'next';
import type { SearchProps } from '@/app/page-props';
import { Confirmed } from '@/components/sign-in/confirmed';
import { Door } from '@/components/sign-in/door';
import { readForPage } from '@/server/http/page';
import { getSession } from '@/server/services/sign-in/get-session';

export const metadata: Metadata = { title: 'Confirmed' };

/** Where an identity provider leads back to in a tab of its own, after it was asked who somebody is once more. */
export default async function ConfirmedPage({ searchParams }: SearchProps) {
  const { close } = await searchParams;
  const { member } = await readForPage(getSession, {});
  return (
    <Door
      title="You have confirmed that it is you"
      note="What you were about to do goes on in the tab where you began it."
      below={`Signed in as ${member.email}`}
    >
      <Confirmed closes={close === '1'} />
    </Door>
  );
}
