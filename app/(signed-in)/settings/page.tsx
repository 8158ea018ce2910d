import { redirect } from 'next/navigation';
import { readForPage } from '@/server/http/page';
import { getNotice } from '@/server/services/privacy/monitoring-notice';
import { getSession } from '@/server/services/sign-in/get-session';

/** The settings begin with the first page that the member may open. */
export default async function SettingsPage() {
  const [{ permissions }, notice] = await Promise.all([
    readForPage(getSession, {}),
    readForPage(getNotice, {}),
  ]);
  if (notice.open && permissions.includes('people:read')) redirect('/settings/scoring');
  if (permissions.includes('members:read')) redirect('/settings/members');
  redirect(permissions.includes('audit:read') ? '/settings/audit' : '/settings/privacy');
}
