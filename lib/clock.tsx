'use client';

import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { ownZone, ZONE_COOKIE } from './format/zone';

const NowContext = createContext(0);
const ZoneContext = createContext('UTC');

/**
 * Gives pages one clock and one zone. The first paint uses the server's instant and the zone the browser told it
 * last time, so that server and browser write the same words; then it follows the browser.
 */
export function ClockProvider({ now, zone, children }: { now: number; zone: string; children: ReactNode }) {
  const [shownNow, setNow] = useState(now);
  const [shownZone, setZone] = useState(zone);

  useEffect(() => {
    const own = ownZone();
    document.cookie = `${ZONE_COOKIE}=${own}; path=/; max-age=31536000; samesite=lax`;
    const tick = () => {
      if (document.visibilityState !== 'visible') return;
      setNow(Date.now());
      setZone(own);
    };
    const first = setTimeout(tick, 0);
    const timer = setInterval(tick, 1000);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, []);

  return (
    <ZoneContext value={shownZone}>
      <NowContext value={shownNow}>{children}</NowContext>
    </ZoneContext>
  );
}

/** Stops the clock for what is in it while a page is held still: what was 22 s ago stays so, as all else does. */
export function HeldClock({ held, children }: { held: boolean; children: ReactNode }) {
  const now = useNow();
  const [heldAt, setHeldAt] = useState<number | null>(null);
  if (held && heldAt === null) setHeldAt(now);
  if (!held && heldAt !== null) setHeldAt(null);
  return <NowContext value={held ? (heldAt ?? now) : now}>{children}</NowContext>;
}

/** Epoch milliseconds. Whoever reads it renders once a second: read it in small parts. */
export function useNow(): number {
  return useContext(NowContext);
}

/** IANA name of the viewer's time zone. */
export function useZone(): string {
  return useContext(ZoneContext);
}
