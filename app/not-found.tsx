import type { Metadata } from 'next';
import Link from 'next/link';
import { Door } from '@/components/sign-in/door';

export const metadata: Metadata = { title: 'Not found' };

/** An address that is none of ours. */
export default function NotFound() {
  return (
    <Door title="There is no such page." note="The address may be mistyped, or the page may have moved.">
      <p style={{ marginTop: 16 }}>
        <Link href="/dashboard" style={{ color: 'var(--p-accent-ink)', fontWeight: 600 }}>
          Back to the dashboard
        </Link>
      </p>
    </Door>
  );
}
