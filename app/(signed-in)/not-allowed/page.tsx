import type { Metadata } from 'next';
import Link from 'next/link';
import { Panel } from '@/components/ui/card';
import { PageHead } from '@/components/ui/page-head';
import { EmptyState } from '@/components/ui/states';
import { readForPage } from '@/server/http/page';
import { getSession } from '@/server/services/sign-in/get-session';

export const metadata: Metadata = { title: 'Not allowed' };

/** Where a page leads whose reader's role does not allow it. */
export default async function NotAllowedPage() {
  const { roleLabel, account } = await readForPage(getSession, {});
  return (
    <>
      <PageHead title="Not for your role" />
      <Panel label="Not for your role">
        <EmptyState title={`A ${roleLabel} of ${account.name} may not open this page.`}>
          Ask somebody who manages members for a role that allows it: it counts from the next click on.{' '}
          <Link href="/" style={{ color: 'var(--p-accent-ink)', fontWeight: 600 }}>
            Back to what you may open
          </Link>
        </EmptyState>
      </Panel>
    </>
  );
}
