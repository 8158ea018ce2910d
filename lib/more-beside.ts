'use client';

import { type RefObject, useEffect } from 'react';

/** What is scrolled out of sight beside a strip that is wider than its place. */
export type Beside = 'none' | 'start' | 'end' | 'both';

/** On which sides there is more; half a pixel is none. */
export function moreBeside({
  scrollLeft,
  scrollWidth,
  clientWidth,
}: Pick<Element, 'scrollLeft' | 'scrollWidth' | 'clientWidth'>): Beside {
  const before = scrollLeft >= 1;
  const after = scrollWidth - clientWidth - scrollLeft >= 1;
  if (before && after) return 'both';
  return before ? 'start' : after ? 'end' : 'none';
}

/** Says on the strip itself, as `data-more`, where it goes on: its style fades there, so that it is seen to scroll. */
export function useMoreBeside(strip: RefObject<HTMLElement | null>): void {
  useEffect(() => (strip.current === null ? undefined : followMore(strip.current)), [strip]);
}

function followMore(element: HTMLElement): () => void {
  const look = () => element.setAttribute('data-more', moreBeside(element));
  look();
  const watcher = new ResizeObserver(look);
  for (const watched of [element, ...element.children]) watcher.observe(watched);
  element.addEventListener('scroll', look, { passive: true });
  return () => {
    watcher.disconnect();
    element.removeEventListener('scroll', look);
  };
}
