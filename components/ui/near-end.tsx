'use client';

import { useEffect, useEffectEvent, useRef } from 'react';

/** How far before the end more is asked for, so that whoever scrolls on does not wait. */
const BEFORE = '1500px 0px';

/** The end of a list: asks for more when it comes near the screen. Nothing is seen of it. */
export function NearEnd({ onNear }: { onNear: () => void }) {
  const mark = useRef<HTMLDivElement>(null);
  const near = useEffectEvent(onNear);

  useEffect(() => {
    const element = mark.current;
    if (element === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) near();
      },
      { rootMargin: BEFORE },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return <div ref={mark} aria-hidden />;
}
