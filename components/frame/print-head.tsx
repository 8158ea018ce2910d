'use client';

import { useNow, useZone } from '@/lib/clock';
import { formatExact } from '@/lib/format/moment';
import { usePrinting } from '@/lib/printing';
import styles from './frame.module.css';

/** What paper says of where it comes from, and of when: of a page on the screen the frame says it. */
export function PrintHead({ account }: { account: string }) {
  return usePrinting() ? <PrintedAt account={account} /> : null;
}

function PrintedAt({ account }: { account: string }) {
  const now = useNow();
  const zone = useZone();
  return (
    <p className={styles.printHead}>
      Parapet · {account} · as shown at {formatExact(now, zone)}
    </p>
  );
}
