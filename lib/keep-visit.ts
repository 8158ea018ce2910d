'use client';

import { useEffect } from 'react';
import { change } from '@/lib/api/request';

/** Far below the pause that ends a visit, and rare enough to cost nothing. */
const EVERY_MS = 5 * 60_000;
const ACTS = ['pointerdown', 'keydown', 'wheel'] as const;

/**
 * Tells the server that the member is here, as long as they do something: a page that is left open on a wall is nobody's
 * visit. What fails is told again with the next act.
 */
export function useKeepVisit(): void {
  useEffect(() => {
    let toldAt = -Infinity;
    const tell = () => {
      if (document.visibilityState !== 'visible' || performance.now() - toldAt < EVERY_MS) return;
      toldAt = performance.now();
      void change('done', '/api/v1/visit').catch(() => {
        toldAt = -Infinity;
      });
    };
    tell();
    for (const act of ACTS) window.addEventListener(act, tell, { passive: true });
    document.addEventListener('visibilitychange', tell);
    return () => {
      for (const act of ACTS) window.removeEventListener(act, tell);
      document.removeEventListener('visibilitychange', tell);
    };
  }, []);
}
