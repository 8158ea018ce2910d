import { redirect } from 'next/navigation';
import { readForPage } from '@/server/http/page';
import { getSession } from '@/server/services/get-session';

/** The settings begin with the first page that the member may open. */
export default async function SettingsPage() {
  const { permissions } = await readForPage(getSession, {});
  redirect(permissions.includes('people:read') ? '/settings/scoring' : '/settings/members');
}
