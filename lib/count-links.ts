import type { PostureMark } from '@/domain/human-risk/posture-state';
import { writeSearch } from '@/domain/signal-search/parse-search';
import { DAY_MS } from '@/domain/scoring/scored-event';
import type { Dashboard } from '@/domain/views/dashboard';
import type { PolicyBehavior } from '@/domain/views/other-behaviors';
import type { News } from '@/domain/views/since';
import { withParameters } from '@/lib/api/request';
import { momentInput } from '@/lib/queries/past';

/** The list of exactly the people under a mark of posture, those with the highest human risk first. */
export function postureHref(mark: PostureMark): string {
  return withParameters('/people', { sort: 'human_risk', posture: mark });
}

/** The list of exactly the people who were in High or above a day before the moment of a dashboard, in its reading. */
export function highADayBeforeHref({
  at,
  asOf,
  reading,
}: Pick<Dashboard, 'at' | 'asOf' | 'reading'>): string {
  const dayBefore = new Date(Date.parse(asOf ?? at) - DAY_MS).toISOString();
  return withParameters('/people', { least: 'high', ...momentInput(dayBefore, reading ?? 'hindsight') });
}

/** The list of exactly the people who are in a higher band than at an instant. */
export function enteredHref({ since }: Pick<News, 'since'>): string {
  return withParameters('/people', { entered: since });
}

/** The list of exactly the people who are known from an integration. */
export function knownFromHref(integration: string): string {
  return withParameters('/people', { integration });
}

/** The list of exactly the records of a window that were collected from an integration, or by one stream of it. */
export function collectedHref(
  integration: string,
  { from, to }: { readonly from: string; readonly to: string },
  stream: string | null = null,
): string {
  const q = writeSearch([
    { field: 'integration', value: integration, negated: false },
    ...(stream === null ? [] : [{ field: 'stream' as const, value: stream, negated: false }]),
  ]);
  return withParameters('/signals', { q, from, to });
}

/**
 * The list of exactly the sign-ins that the access policy stopped: all of them, or those of one reason; of these those at one
 * application, where it is `name: null` at none that was named.
 */
export function deniedHref(
  { from, to }: Pick<PolicyBehavior, 'from' | 'to'>,
  reason: string | null = null,
  application?: { readonly name: string | null },
): string {
  const q = writeSearch([
    // Other logs of the vendor repeat sign-ins: here each counts once.
    { field: 'stream', value: 'authentication', negated: false },
    { field: 'result', value: 'denied', negated: false },
    { field: 'reason', value: reason ?? 'policy', negated: false },
    ...(application === undefined
      ? []
      : [{ field: 'application' as const, value: application.name ?? 'none', negated: false }]),
  ]);
  return withParameters('/signals', { q, from, to });
}
