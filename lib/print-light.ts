'use client';

import { useEffect } from 'react';

const SCHEME = 'data-mantine-color-scheme';

/** Prints in the light scheme, whatever is on screen: paper is white. */
export function usePrintLight(): void {
  useEffect(() => {
    const root = document.documentElement;
    let screen: string | null = null;
    const begin = () => {
      screen = root.getAttribute(SCHEME);
      root.setAttribute(SCHEME, 'light');
    };
    const end = () => {
      if (screen !== null) root.setAttribute(SCHEME, screen);
    };
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    };
  }, []);
}
