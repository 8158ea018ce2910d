import type { Metadata } from 'next';
import type { SearchProps } from '@/app/page-props';
import { AddSecondFactor } from '@/components/sign-in/add-second-factor';
import { localPathOr } from '@/server/http/local-path';
import { readForPage } from '@/server/http/page';
import { getSession } from '@/server/services/sign-in/get-session';
import { getSecondFactor } from '@/server/services/sign-in/second-factor';

export const metadata: Metadata = { title: 'Add a second factor' };

/** Where somebody comes who has none, though their account asks it of everybody, or none that is not blocked. */
export default async function SecondFactorPage({ searchParams }: SearchProps) {
  const { member, account } = await readForPage(getSession, {});
  const { passkeys } = await readForPage(getSecondFactor, {});
  const { next } = await searchParams;
  return (
    <AddSecondFactor
      email={member.email}
      account={account.name}
      next={localPathOr(next, '/')}
      blocked={passkeys.some(({ blocked }) => blocked)}
    />
  );
}
