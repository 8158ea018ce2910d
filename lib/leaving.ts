import { mustWait } from './offline';

type Go = () => void;

/** Marks the entries of the history between which nothing is lost that was typed, so that going back past them can be asked about. */
const MARK = 'parapetUnsaved';

/** Whether nothing is lost on an entry of the history with this state. */
export function isMarked(state: unknown): boolean {
  return typeof state === 'object' && state !== null && MARK in state;
}

/** The state of an entry that is marked. */
export function marked(state: unknown): object {
  return { ...(typeof state === 'object' ? state : null), [MARK]: true };
}

/** The state of another entry of the same page: marked where the present one is. */
export function keepMark(state: object): object {
  return isMarked(window.history.state) ? marked(state) : state;
}

let asking: ((go: Go) => void) | null = null;

/** From now on `ask` decides whether the page is left; it calls `go` if so. Returns what ends that. */
export function guardLeaving(ask: (go: Go) => void): () => void {
  asking = ask;
  return () => {
    if (asking === ask) asking = null;
  };
}

/** Whether something is typed on this page that would be lost. */
export function isGuarded(): boolean {
  return asking !== null;
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
