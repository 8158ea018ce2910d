'use client';

import { useSyncExternalStore } from 'react';

/** Whether the page is being printed: what is folded on the screen is told whole on paper, where nothing can be opened. */
export function usePrinting(): boolean {
  return useSyncExternalStore(watch, isPrinting, () => false);
}

let begun = false;

function isPrinting(): boolean {
  return begun || window.matchMedia('print').matches;
}

function watch(onChange: () => void): () => void {
  const paper = window.matchMedia('print');
  const begin = () => {
    begun = true;
    onChange();
  };
  const end = () => {
    begun = false;
    onChange();
  };
  window.addEventListener('beforeprint', begin);
  window.addEventListener('afterprint', end);
  paper.addEventListener('change', onChange);
  return () => {
    window.removeEventListener('beforeprint', begin);
    window.removeEventListener('afterprint', end);
    paper.removeEventListener('change', onChange);
  };
}
