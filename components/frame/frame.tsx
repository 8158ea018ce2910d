'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconMenu2 } from '@tabler/icons-react';
import Link from 'next/link';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { NotificationBell } from '@/components/notifications/notification-bell';
import { Palette } from '@/components/palette/palette';
import { Sheet } from '@/components/ui/sheet';
import { useKeepVisit } from '@/lib/keep-visit';
import { LiveProvider } from '@/lib/live/live';
import { usePrintLight } from '@/lib/print-light';
import { sessionQuery, shellQuery } from '@/lib/queries/frame';
import { ActionBanner } from './action-banner';
import { BrandMark } from './brand-mark';
import styles from './frame.module.css';
import { LivePill } from './live-pill';
import { MemberMenu } from './member-menu';
import { Navigation } from './navigation';
import { OfflineBanner } from './offline-banner';
import { OldBanner } from './old-banner';
import { PaletteButton } from './palette-button';
import { PolicyBanner } from './policy-banner';
import { PrintHead } from './print-head';
import { ShortcutHelp } from './shortcut-help';
import { StaleBanner } from './stale-banner';
import { StepUpDialog } from './step-up-dialog';
import { useShortcuts } from './use-shortcuts';
import { WorkerBanner } from './worker-banner';

/** What surrounds every page of a signed-in member. `place` is where the live stream stood before the page was read. */
export function Frame({ place, children }: { place: string; children: ReactNode }) {
  const { data: session } = useQuery(sessionQuery());
  const { data: shell } = useQuery(shellQuery());
  const [menuOpen, setMenuOpen] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  const openHelp = useCallback(() => setHelpOpen(true), []);
  const openPalette = useCallback(() => setPaletteOpen(true), []);
  useShortcuts(openHelp, openPalette);
  useKeepVisit();
  usePrintLight();
  useStayInAccount(session?.account.id);
  useForgetNames(session?.namesWithheld);

  return (
    <LiveProvider place={place}>
      <a className={styles.skip} href="#page">
        Skip to the page
      </a>
      <div className={styles.frame}>
        <aside className={styles.side} aria-label="Parapet">
          <div className={styles.sideStays}>
            <Link className={styles.brand} href="/dashboard">
              <BrandMark />
              Parapet
            </Link>
            {session !== undefined && <Navigation session={session} shell={shell} />}
          </div>
        </aside>
        <div className={styles.main}>
          <header className={styles.header}>
            <button
              type="button"
              className={styles.burger}
              aria-label="Open the pages"
              aria-expanded={menuOpen}
              onClick={() => setMenuOpen(true)}
            >
              <IconMenu2 size={20} stroke={2} aria-hidden />
            </button>
            <Link className={`${styles.brand ?? ''} ${styles.narrowBrand ?? ''}`} href="/dashboard">
              <BrandMark />
              Parapet
            </Link>
            <PaletteButton open={paletteOpen} onOpen={openPalette} />
            <div className={styles.headerEnd}>
              <LivePill />
              {session !== undefined && (
                <NotificationBell
                  unread={shell?.unread ?? 0}
                  mayRead={session.permissions.includes('notifications:read')}
                />
              )}
              {session !== undefined && (
                <>
                  <span className={styles.account}>{session.account.name}</span>
                  <MemberMenu session={session} onShortcuts={openHelp} />
                </>
              )}
            </div>
          </header>
          {shell !== undefined && <WorkerBanner worker={shell.worker} />}
          {shell !== undefined && (
            <ActionBanner
              waiting={shell.needAction}
              mayOpen={session?.permissions.includes('integrations:read') ?? false}
            />
          )}
          {shell !== undefined && (
            <StaleBanner
              stale={shell.stale}
              mayOpen={session?.permissions.includes('integrations:read') ?? false}
            />
          )}
          {shell !== undefined && <PolicyBanner policy={shell.policy} />}
          <OfflineBanner />
          <OldBanner />
          {session !== undefined && <PrintHead account={session.account.name} />}
          <main className={styles.page} id="page" tabIndex={-1}>
            {children}
          </main>
        </div>
      </div>
      <Sheet open={menuOpen} onClose={() => setMenuOpen(false)} title="Parapet" side="left">
        {session !== undefined && (
          <Navigation session={session} shell={shell} onChoose={() => setMenuOpen(false)} />
        )}
      </Sheet>
      {session !== undefined && (
        <StepUpDialog email={session.member.email} singleSignOn={session.singleSignOn} />
      )}
      <Sheet open={helpOpen} onClose={() => setHelpOpen(false)} title="Keyboard shortcuts" side="centre">
        <ShortcutHelp />
      </Sheet>
      {session !== undefined && (
        <Palette
          open={paletteOpen}
          session={session}
          onClose={() => setPaletteOpen(false)}
          onShortcuts={openHelp}
        />
      )}
    </LiveProvider>
  );
}

/** Names were withheld, or are shown again, from now on: what was read before is not to be seen any more. */
function useForgetNames(withheld: boolean | undefined): void {
  const client = useQueryClient();
  const before = useRef(withheld);
  useEffect(() => {
    if (before.current !== undefined && withheld !== undefined && before.current !== withheld)
      void client.resetQueries();
    before.current = withheld ?? before.current;
  }, [client, withheld]);
}

/** Another tab went on in another account: what this one shows is of the one before, so it begins anew. */
function useStayInAccount(accountId: string | undefined): void {
  const first = useRef(accountId);
  useEffect(() => {
    first.current ??= accountId;
    if (accountId !== undefined && accountId !== first.current) window.location.assign('/');
  }, [accountId]);
}
