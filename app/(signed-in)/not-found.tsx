import Link from 'next/link';
import { Panel } from '@/components/ui/card';
import { PageHead } from '@/components/ui/page-head';
import { EmptyState } from '@/components/ui/states';

/** A row that does not exist, or not in this account: the two are not told apart. */
export default function NotFoundInside() {
  return (
    <>
      <PageHead title="Not found" />
      <Panel label="Not found">
        <EmptyState title="This does not exist, or not in your account.">
          The address may be mistyped, or what it named may have been deleted.{' '}
          <Link href="/dashboard" style={{ color: 'var(--p-accent-ink)', fontWeight: 600 }}>
            Back to the dashboard
          </Link>
        </EmptyState>
      </Panel>
    </>
  );
}
