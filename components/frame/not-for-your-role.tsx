'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { Panel } from '@/components/ui/card';
import { PageHead } from '@/components/ui/page-head';
import { EmptyState } from '@/components/ui/states';
import { sessionQuery } from '@/lib/queries/frame';

/** Says of a page that the reader's role does not allow it, and who can change that. It opens once another role does. */
export function NotForYourRole() {
  const { data: session } = useQuery(sessionQuery());
  const allowed = session?.permissions.join(' ');
  const refused = useRef(allowed);
  // What was refused is asked for again with another role; the framework keeps its refusal while the page stays.
  useEffect(() => {
    refused.current ??= allowed;
    if (allowed !== refused.current) window.location.reload();
  }, [allowed]);
  const who = session === undefined ? 'Your role' : `A ${session.roleLabel} of ${session.account.name}`;
  return (
    <>
      <PageHead title="Not for your role" />
      <Panel label="Not for your role">
        <EmptyState title={`${who} may not open this page.`}>
          Ask somebody who manages members for a role that allows it: it counts from the next click on.{' '}
          <Link href="/" style={{ color: 'var(--p-accent-ink)', fontWeight: 600 }}>
            Back to what you may open
          </Link>
        </EmptyState>
      </Panel>
    </>
  );
}
