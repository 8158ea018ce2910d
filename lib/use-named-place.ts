'use client';

import { useEffect, useEffectEvent } from 'react';

/**
 * Shows the place of a page that the address names after its `#`, once the page stands, also where a link of Parapet led there;
 * `prepare` unfolds what it lies in.
 */
export function useNamedPlace(prepare: () => void = () => undefined): void {
  const showNamed = useEffectEvent(() => {
    const name = window.location.hash.slice(1);
    if (name === '') return;
    prepare();
    // After what was unfolded is drawn.
    requestAnimationFrame(() => {
      const named = document.getElementById(name);
      if (named instanceof HTMLDetailsElement) named.open = true;
      named?.scrollIntoView({ block: 'start' });
    });
  });
  useEffect(() => {
    const show = () => showNamed();
    show();
    window.addEventListener('hashchange', show);
    return () => window.removeEventListener('hashchange', show);
  }, []);
}
