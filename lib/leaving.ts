import { mustWait } from './offline';

type Go = () => void;

let asking: ((go: Go) => void) | null = null;

/** From now on `ask` decides whether the page is left; it calls `go` if so. Returns what ends that. */
export function guardLeaving(ask: (go: Go) => void): () => void {
  asking = ask;
  return () => {
    if (asking === ask) asking = null;
  };
}

/**
 * Goes elsewhere, unless there is no network to go by, or something was typed here that would be lost: then that is said, or
 * asked first.
 */
export function leave(go: Go): void {
  if (mustWait()) return;
  if (asking === null) go();
  else asking(go);
}
