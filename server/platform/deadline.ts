/** A limit of time that holds for sure, and the signal that tells of its end. */
export interface Deadline {
  /** Aborted when the time is over (with a TimeoutError), or when `given` is (with its reason). */
  readonly signal: AbortSignal;
  /** What was limited is over: lets the timer go. */
  readonly end: () => void;
}

/**
 * Begins a deadline of so many milliseconds. `AbortSignal.any` and `AbortSignal.timeout` together do not do: the first
 * holds the second weakly, so that a collection of garbage can take the timer away, and what was limited never ends.
 */
export function startDeadline(milliseconds: number, given?: AbortSignal): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new DOMException('The time is over.', 'TimeoutError')),
    milliseconds,
  );
  const follow = (): void => controller.abort(given?.reason);
  if (given?.aborted === true) follow();
  else given?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      given?.removeEventListener('abort', follow);
    },
  };
}
