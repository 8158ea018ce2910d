'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { leave } from '@/lib/leaving';
import { isForTheField, isPaletteKey, singleKeysOn } from '@/lib/shortcuts';

const PLACES: Readonly<Record<string, string>> = {
  d: '/dashboard',
  p: '/people',
  b: '/behaviors',
  r: '/signals',
  i: '/integrations',
  s: '/settings/scoring',
};

/** How long the second key of `g d` may take. */
const CHORD_MS = 1200;

/**
 * Control and K (Command on a Mac) opens the palette from everywhere, fields too. Single keys: `g` and a page, `/`, `j`, `k`,
 * `?`; off while a field, a menu or a dialog has the focus. `/` goes to the search of the page where it has one, and else
 * opens the palette, so that on every page it is the nearest search.
 */
export function useShortcuts(onHelp: () => void, onPalette: () => void): void {
  const router = useRouter();

  useEffect(() => {
    let pressedG = 0;
    const onKeyDown = (event: KeyboardEvent) => {
      if (isPaletteKey(event)) {
        event.preventDefault();
        onPalette();
        return;
      }
      if (!singleKeysOn() || isForTheField(event)) return;
      const place = PLACES[event.key];
      if (place !== undefined && event.timeStamp - pressedG < CHORD_MS) {
        pressedG = 0;
        event.preventDefault();
        leave(() => router.push(place));
        return;
      }
      pressedG = event.key === 'g' ? event.timeStamp : 0;
      if (event.key === 'j') moveRow(1);
      else if (event.key === 'k') moveRow(-1);
      else if (event.key === '?') onHelp();
      else if (event.key === '/') {
        event.preventDefault();
        if (!focusSearch()) onPalette();
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [router, onHelp, onPalette]);
}

/** Moves the focus among what opens rows, in the order of the page. */
function moveRow(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const focused = document.activeElement?.closest<HTMLElement>('[data-row]') ?? null;
  const at = focused === null ? -1 : rows.indexOf(focused);
  const next = rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by];
  next?.focus();
}

/** Goes to the search of the page; false where it has none. */
function focusSearch(): boolean {
  const fields = [...document.querySelectorAll<HTMLInputElement>('main [role="search"] input')];
  const field = fields.find((candidate) => candidate.offsetParent !== null);
  field?.focus();
  field?.select();
  return field !== undefined;
}
