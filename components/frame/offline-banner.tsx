'use client';

import { IconWifiOff } from '@tabler/icons-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { askBeforeUnload, holdLinks, holdSteps } from '@/lib/offline';
import styles from './frame.module.css';

/**
 * Said while the browser has no network: what is shown stays, and what is not here waits, be it behind a link or a step back, since
 * it would be an error page.
 */
export function OfflineBanner() {
  const online = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  const [held, setHeld] = useState(0);
  useEffect(() => {
    const count = () => setHeld((before) => before + 1);
    const letGo = [holdLinks(window, count), holdSteps(window, count)];
    const forget = () => setHeld(0);
    window.addEventListener('online', forget);
    return () => {
      for (const end of letGo) end();
      window.removeEventListener('online', forget);
    };
  }, []);
  useEffect(() => (online ? undefined : askBeforeUnload(window)), [online]);
  if (online) return null;
  return (
    <div className={styles.banner} role="alert">
      <IconWifiOff size={18} stroke={2} aria-hidden />
      <p>
        <strong>This browser is offline.</strong>{' '}
        <span>
          What is shown stays as it was read, and goes on by itself when the network is back.
          {/* Each time anew, so that it is said each time. */}
          {held > 0 && <b key={held}> Nothing was opened: pages that are not here wait for the network.</b>}
        </span>
      </p>
    </div>
  );
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}
