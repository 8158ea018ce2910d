import { redirect } from 'next/navigation';
import { readForPage } from '@/server/http/page';
import { getSession } from '@/server/services/get-session';

/** The settings begin with the first page that the member may open. */
export default async function SettingsPage() {
  const { permissions } = await readForPage(getSession, {});
  if (permissions.includes('people:read')) redirect('/settings/scoring');
  if (permissions.includes('members:read')) redirect('/settings/members');
  redirect(permissions.includes('audit:read') ? '/settings/audit' : '/settings/tokens');
}
