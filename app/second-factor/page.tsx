import type { Metadata } from 'next';
import type { SearchProps } from '@/app/page-props';
import { AddSecondFactor } from '@/components/sign-in/add-second-factor';
import { localPathOr } from '@/server/http/local-path';
import { readForPage } from '@/server/http/page';
import { getSession } from '@/server/services/get-session';

export const metadata: Metadata = { title: 'Add a second factor' };

/** Where somebody comes whose account asks a second factor of everybody, and who has none. */
export default async function SecondFactorPage({ searchParams }: SearchProps) {
  const { member, account } = await readForPage(getSession, {});
  const { next } = await searchParams;
  return <AddSecondFactor email={member.email} account={account.name} next={localPathOr(next, '/')} />;
}
