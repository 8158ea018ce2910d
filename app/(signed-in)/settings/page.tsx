import { redirect } from 'next/navigation';

/** The settings begin with the page that everybody who sees people may open. */
export default function SettingsPage(): never {
  redirect('/settings/scoring');
}
