import { redirect } from 'next/navigation';
import { readForPage } from '@/server/http/page';
import { getSession } from '@/server/services/sign-in/get-session';

/** The first page of which the member's role may see something. */
const FIRST: readonly (readonly [permission: string, page: string])[] = [
  ['people:read', '/dashboard'],
  ['integrations:read', '/integrations'],
  ['customers:read', '/customers'],
  ['members:read', '/settings/members'],
  ['audit:read', '/settings/audit'],
];

export default async function Home() {
  const { permissions } = await readForPage(getSession, {});
  redirect(FIRST.find(([permission]) => permissions.includes(permission))?.[1] ?? '/not-allowed');
}
