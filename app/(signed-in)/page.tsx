import { forbidden, redirect } from 'next/navigation';
import { withParameters } from '@/lib/api/request';
import { readForPage } from '@/server/http/page';
import { getSession } from '@/server/services/sign-in/get-session';
import type { SearchProps } from '../page-props';

/** The first page of which the member's role may see something. */
const FIRST: readonly (readonly [permission: string, page: string])[] = [
  ['people:read', '/dashboard'],
  ['integrations:read', '/integrations'],
  ['customers:read', '/customers'],
  ['members:read', '/settings/members'],
  ['audit:read', '/settings/audit'],
];

/** Leads on to the first page, with the notification that a letter is about. */
export default async function Home({ searchParams }: SearchProps) {
  const { permissions } = await readForPage(getSession, {});
  const { notification } = await searchParams;
  const page = FIRST.find(([permission]) => permissions.includes(permission))?.[1];
  if (page === undefined) forbidden();
  redirect(withParameters(page, { notification: typeof notification === 'string' ? notification : null }));
}
