import { KEY, type QuerySubject } from '@/lib/queries/keys';

/** What the server says has changed. */
export const LIVE_TOPICS = ['events', 'people', 'integrations', 'runs', 'policies'] as const;
export type LiveTopic = (typeof LIVE_TOPICS)[number];

/** What each topic makes old on screen. */
const SUBJECTS: Readonly<Record<LiveTopic, readonly QuerySubject[]>> = {
  events: [
    KEY.events,
    KEY.event,
    KEY.accountEvents,
    KEY.dashboard,
    KEY.since,
    KEY.identity,
    KEY.person,
    KEY.care,
    KEY.history,
    KEY.hidden,
    KEY.campaigns,
    KEY.campaign,
    KEY.shell,
  ],
  people: [
    ...[KEY.people, KEY.person, KEY.care, KEY.history, KEY.watchlists, KEY.criticality],
    ...[KEY.dashboard, KEY.since, KEY.identity, KEY.behaviors, KEY.shell],
  ],
  integrations: [
    ...[KEY.hub, KEY.integration, KEY.dashboard, KEY.since],
    ...[KEY.identity, KEY.behaviors, KEY.shell],
  ],
  runs: [KEY.runs, KEY.run, KEY.feed, KEY.quarantine, KEY.integration, KEY.hub],
  policies: [KEY.scoring, KEY.detectors, KEY.hidden, KEY.shell],
};

export type LiveWord = 'live' | 'reconnecting' | 'paused';

export interface LiveState {
  /** `starting` until the first answer: shown as live, so that a page does not open with a warning. */
  readonly connection: 'starting' | 'open' | 'lost';
  readonly paused: boolean;
}

export type LiveEvent =
  | { readonly type: 'opened' }
  | { readonly type: 'lost' }
  | { readonly type: 'changed'; readonly topics: readonly LiveTopic[] }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' };

/** What to ask for again: nothing, everything, or the queries about these subjects. */
export type Refresh = 'nothing' | 'everything' | readonly QuerySubject[];

export const LIVE_START: LiveState = { connection: 'starting', paused: false };

/**
 * The next state and what to ask for again. After a break everything is asked for, because messages may have been
 * missed; while paused nothing is, and resuming makes up for it.
 */
export function liveStep(state: LiveState, event: LiveEvent): { state: LiveState; refresh: Refresh } {
  switch (event.type) {
    case 'opened':
      return {
        state: { ...state, connection: 'open' },
        refresh: state.connection === 'lost' && !state.paused ? 'everything' : 'nothing',
      };
    case 'lost':
      return { state: { ...state, connection: 'lost' }, refresh: 'nothing' };
    case 'changed':
      return { state, refresh: state.paused ? 'nothing' : subjectsOf(event.topics) };
    case 'paused':
      return { state: { ...state, paused: true }, refresh: 'nothing' };
    case 'resumed':
      return { state: { ...state, paused: false }, refresh: state.paused ? 'everything' : 'nothing' };
  }
}

/** The word on the pill. */
export function liveWord(state: LiveState): LiveWord {
  if (state.paused) return 'paused';
  return state.connection === 'lost' ? 'reconnecting' : 'live';
}

/** The subjects that topics touch, each once. */
export function subjectsOf(topics: readonly LiveTopic[]): readonly QuerySubject[] {
  return [...new Set(topics.flatMap((topic) => SUBJECTS[topic]))];
}

/** The topics of a message of the stream; unknown ones and other shapes are left out. */
export function parseTopics(data: string): readonly LiveTopic[] {
  let body: unknown;
  try {
    body = JSON.parse(data);
  } catch {
    return [];
  }
  if (typeof body !== 'object' || body === null || !('topics' in body) || !Array.isArray(body.topics))
    return [];
  const named: readonly unknown[] = body.topics;
  return LIVE_TOPICS.filter((topic) => named.includes(topic));
}
