import type { EventKind } from '@/domain/event-catalogue';
import { ADDRESS_BITS, type Network } from '@/domain/network';

/** What an analyst decides of events. */
export const VERDICTS = ['confirmed', 'benign', 'false_positive'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Events by what was decided of them; `open` is nothing yet, `counted` all that is not dismissed. */
export const DECIDED_AS = ['counted', 'dismissed', 'open', ...VERDICTS] as const;
export type DecidedAs = (typeof DECIDED_AS)[number];

/** Which events a disposition is about, from the narrowest on. */
export const SCOPES = ['event', 'person_kind', 'network', 'application'] as const;
export type ScopeName = (typeof SCOPES)[number];

/** What a disposition covers. A kind that is null is every kind. */
export type DispositionScope =
  | { readonly scope: 'event'; readonly eventId: string }
  | { readonly scope: 'person_kind'; readonly personId: string; readonly kind: EventKind }
  | { readonly scope: 'network'; readonly network: Network; readonly kind: EventKind | null }
  | { readonly scope: 'application'; readonly application: string; readonly kind: EventKind | null };

/** Whether events under this verdict are left out of the score. What is confirmed, or not decided, counts. */
export function isDismissal(verdict: Verdict | null): boolean {
  return verdict === 'benign' || verdict === 'false_positive';
}

/** Whether a scope reaches everybody in the account: then a second member has to approve it. */
export function isAccountWide(scope: ScopeName): boolean {
  return scope === 'network' || scope === 'application';
}

/**
 * How much a disposition covers: of several that cover one event the lowest decides, and of equals the one that came
 * into force last. One event, then a kind for a person, then networks by size, then applications; of two that reach
 * equally far, the one that is limited to a kind is the narrower.
 */
export function breadthOf(scope: DispositionScope): number {
  switch (scope.scope) {
    case 'event':
      return 0;
    case 'person_kind':
      return 1;
    case 'network': {
      const { family, prefix } = scope.network;
      return 2 + 2 * (ADDRESS_BITS[family] - prefix) + (scope.kind === null ? 1 : 0);
    }
    case 'application':
      return scope.kind === null ? 1001 : 1000;
  }
}

/**
 * Where a disposition stands. Once it has expired it still covers what occurred before; only new events count again.
 */
export type DispositionState = 'proposed' | 'holding' | 'expired' | 'undone' | 'refused' | 'withdrawn';

export interface DispositionTimes {
  /** When it came into force; null while it waits for approval. */
  readonly approvedAt: number | null;
  /** When it was taken back, refused or withdrawn. */
  readonly undoneAt: number | null;
  /** Whether its author did that. */
  readonly undoneByAuthor: boolean;
  readonly expiresAt: number | null;
}

/** The state at an instant. All instants are epoch milliseconds. */
export function stateOf(times: DispositionTimes, now: number): DispositionState {
  const { approvedAt, undoneAt, undoneByAuthor, expiresAt } = times;
  if (approvedAt === null) {
    if (undoneAt === null) return 'proposed';
    return undoneByAuthor ? 'withdrawn' : 'refused';
  }
  if (undoneAt !== null) return 'undone';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'holding';
}
