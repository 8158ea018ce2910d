/** How a run may end; stored. Apart from the schemas, because browsers take these words without them. */
export const RUN_RESULTS = ['running', 'done', 'failed', 'lost'] as const;
export type RunResult = (typeof RUN_RESULTS)[number];

/**
 * How a run fared with the vendor: an answer, a refusal, a wish for fewer requests, a fault of the vendor's own, no way
 * through the network, or no request at all because something here was in the way.
 */
export const RUN_OUTCOMES = [
  'answered',
  'refused',
  'rate_limited',
  'vendor_fault',
  'network',
  'own',
] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];
