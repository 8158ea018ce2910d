import type { IntegrationState, StatusWord } from '@/domain/integration-status';
import type { FeedChange } from './terms';

/** How a feed stands, as rules about feeds see it. */
export const FEED_STATES = ['working', 'stale', 'broken'] as const;
export type FeedState = (typeof FEED_STATES)[number];

/** What is known of a feed when its state is asked for. */
export interface FeedFacts {
  readonly state: IntegrationState;
  readonly word: StatusWord;
  /** The status of each of its streams, and since when it is stale, whatever the reason. */
  readonly streams: readonly { readonly word: StatusWord; readonly staleSince: number | null }[];
}

/**
 * How a feed stands; null where nothing is to be said: it is paused or off by somebody's choice, being tested, or waits for
 * its first records. Broken is what a person has to mend; stale is what is behind by itself.
 */
export function feedStateOf({ state, word, streams }: FeedFacts): FeedState | null {
  if (state !== 'enabled' || word === 'testing') return null;
  if (streams.some((stream) => stream.word === 'action_required')) return 'broken';
  if (streams.some(({ staleSince }) => staleSince !== null)) return 'stale';
  const isRead = streams.some((stream) => stream.word === 'connected' || stream.word === 'syncing');
  return isRead ? 'working' : null;
}

/** What a change of state is called; null where there is none. A feed that was never looked at had worked. */
export function feedChange(from: FeedState | null, to: FeedState): FeedChange | null {
  if ((from ?? 'working') === to) return null;
  return to === 'working' ? 'recovered' : to;
}
