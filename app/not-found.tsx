import type { Metadata } from 'next';
import Link from 'next/link';

export const metadata: Metadata = { title: 'Not found' };

/** An address that is none of ours. Styled in place: every page would load a style sheet that it names. */
export default function NotFound() {
  return (
    <main style={{ maxWidth: 420, margin: '18vh auto 0', padding: '0 16px' }}>
      <h1 style={{ fontSize: 20, lineHeight: '28px' }}>There is no such page.</h1>
      <p style={{ color: 'var(--p-second)', margin: '4px 0 16px' }}>
        The address may be mistyped, or the page may have moved.
      </p>
      <Link href="/dashboard" style={{ color: 'var(--p-accent-ink)', fontWeight: 600 }}>
        Back to the dashboard
      </Link>
    </main>
  );
}
