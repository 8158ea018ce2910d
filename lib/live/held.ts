import { focusManager } from '@tanstack/react-query';

let held = false;

/** Whether the reader holds the page still. */
export function isHeld(): boolean {
  return held;
}

/**
 * Holds what is on screen still, or lets it go on: queries that ask again by themselves, by the minute or when the window
 * comes to the front, do so only while the page counts as looked at.
 */
export function holdStill(still: boolean): void {
  held = still;
  focusManager.setFocused(still ? false : undefined);
}
