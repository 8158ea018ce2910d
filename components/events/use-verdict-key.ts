'use client';

import { useEffect, useEffectEvent } from 'react';
import type { Verdict } from '@/domain/dispositions/disposition';
import { VERDICT_FACTS, VERDICT_NAMES } from '@/lib/dispositions';
import { isTyped, singleKeysOn } from '@/lib/shortcuts';

/** Hears the single keys that begin a decision, while it listens. */
export function useVerdictKey(listens: boolean, onVerdict: (verdict: Verdict) => void): void {
  const onKey = useEffectEvent((pressed: KeyboardEvent) => {
    if (!listens || !singleKeysOn() || isTyped(pressed)) return;
    const chosen = VERDICT_NAMES.find((name) => VERDICT_FACTS[name].key === pressed.key);
    if (chosen === undefined) return;
    pressed.preventDefault();
    onVerdict(chosen);
  });
  useEffect(() => {
    const listener = (pressed: KeyboardEvent) => onKey(pressed);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
