import type { ReactNode } from 'react';
import { SettingsNav } from '@/components/settings/settings-nav';

/** What stands above every page of the settings. */
export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <SettingsNav />
      {children}
    </>
  );
}
