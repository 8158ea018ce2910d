'use client';

import { useSyncExternalStore } from 'react';

const STORE = 'parapet-single-keys';
const listeners = new Set<() => void>();

/** Whether single keys do things; a person may turn them off, in this browser. */
export function singleKeysOn(): boolean {
  try {
    return localStorage.getItem(STORE) !== 'off';
  } catch {
    return true;
  }
}

/** Turns single keys on or off in this browser. */
export function setSingleKeys(on: boolean): void {
  try {
    localStorage.setItem(STORE, on ? 'on' : 'off');
  } catch {
    // Storage may be forbidden; the setting then lasts until the page is left.
  }
  for (const listener of listeners) listener();
}

/** The setting, followed. */
export function useSingleKeys(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      window.addEventListener('storage', listener);
      return () => {
        listeners.delete(listener);
        window.removeEventListener('storage', listener);
      };
    },
    singleKeysOn,
    () => true,
  );
}

/** Whether the keyboard has a Command key, which then takes the place of Control. */
export function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

/** Whether a key press opens the palette: Control and K, or Command and K on a Mac, where Control and K edits text. */
export function isPaletteKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.altKey || event.shiftKey) return false;
  const held = isApple() ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  return held && event.key.toLowerCase() === 'k';
}

/** Whether a key press is typed into a field, or goes with another key. */
export function isTyped(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Whether a key press is meant for a field, a menu or a dialog and not for the page. */
export function isForTheField(event: KeyboardEvent): boolean {
  if (isTyped(event)) return true;
  const target = event.target;
  return target instanceof HTMLElement && target.closest('dialog,[role="menu"],[role="dialog"]') !== null;
}
