'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect } from 'react';
import { Panel } from '@/components/ui/card';
import { PageHead } from '@/components/ui/page-head';
import { EmptyState } from '@/components/ui/states';
import { sessionQuery } from '@/lib/queries/frame';

/** By which permissions each page was refused, while the document stands. */
const refused = new Map<string, string>();

/**
 * Says of a page that the reader's role does not allow it, and who can change that. With other permissions the page is asked for
 * again: the framework keeps a refusal, and shows it on the way back, too.
 */
export function NotForYourRole() {
  const { data: session } = useQuery(sessionQuery());
  const pathname = usePathname();
  const allowed = session?.permissions.join(' ');
  useEffect(() => {
    if (allowed === undefined) return;
    const before = refused.get(pathname);
    if (before === undefined) refused.set(pathname, allowed);
    else if (before !== allowed) window.location.reload();
  }, [allowed, pathname]);
  const who = session === undefined ? 'Your role' : `A ${session.roleLabel} of ${session.account.name}`;
  return (
    <>
      <PageHead title="Not for your role" />
      <Panel label="Not for your role">
        <EmptyState title={`${who} may not open this page.`}>
          Ask somebody who manages members for a role that allows it: it counts from the next click on.{' '}
          {pathname !== '/' && (
            <Link href="/" style={{ color: 'var(--p-accent-ink)', fontWeight: 600 }}>
              Back to what you may open
            </Link>
          )}
        </EmptyState>
      </Panel>
    </>
  );
}
