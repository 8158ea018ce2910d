import { KEY, type QuerySubject } from '@/lib/queries/keys';

/** What the server says has changed. */
export const LIVE_TOPICS = ['events', 'people', 'integrations', 'runs', 'policies', 'members'] as const;
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
  members: [
    ...[KEY.members, KEY.roles, KEY.pseudonyms, KEY.tokens, KEY.session, KEY.customers],
    ...[KEY.notice, KEY.retention, KEY.erasures],
  ],
};

export type LiveWord = 'live' | 'reconnecting' | 'paused';

export interface LiveState {
  /** `starting` until the first answer: shown as live, so that a page does not open with a warning. */
  readonly connection: 'starting' | 'open' | 'lost';
  readonly paused: boolean;
  /** What has been told since the page is held still. */
  readonly waiting: Waiting;
}

/** Changes that a page that is held still does not show yet. */
export interface Waiting {
  readonly changes: number;
  /** Of these, such that touch identity events. */
  readonly ofEvents: number;
  /** After a break there may be more. */
  readonly more: boolean;
}

export type LiveEvent =
  /** `resumed`: what was missed meanwhile, if anything, follows as changes. */
  | { readonly type: 'opened'; readonly resumed: boolean }
  | { readonly type: 'lost' }
  | { readonly type: 'changed'; readonly topics: readonly LiveTopic[] }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' };

/** What to ask for again: nothing, everything, or the queries about these subjects. */
export type Refresh = 'nothing' | 'everything' | readonly QuerySubject[];

const NOTHING_WAITS: Waiting = { changes: 0, ofEvents: 0, more: false };

export const LIVE_START: LiveState = { connection: 'starting', paused: false, waiting: NOTHING_WAITS };

/**
 * The next state and what to ask for again. After a break everything is asked for where the server cannot say what was
 * missed; while paused nothing is, what waits is counted, and resuming makes up for it.
 */
export function liveStep(state: LiveState, event: LiveEvent): { state: LiveState; refresh: Refresh } {
  switch (event.type) {
    case 'opened': {
      const missed = state.connection === 'lost' && !event.resumed;
      const waiting = missed && state.paused ? { ...state.waiting, more: true } : state.waiting;
      return {
        state: { ...state, connection: 'open', waiting },
        refresh: missed && !state.paused ? 'everything' : 'nothing',
      };
    }
    case 'lost':
      return { state: { ...state, connection: 'lost' }, refresh: 'nothing' };
    case 'changed':
      return state.paused
        ? { state: { ...state, waiting: oneMore(state.waiting, event.topics) }, refresh: 'nothing' }
        : { state, refresh: subjectsOf(event.topics) };
    case 'paused':
      return { state: { ...state, paused: true, waiting: NOTHING_WAITS }, refresh: 'nothing' };
    case 'resumed':
      return {
        state: { ...state, paused: false, waiting: NOTHING_WAITS },
        refresh: state.paused ? 'everything' : 'nothing',
      };
  }
}

function oneMore({ changes, ofEvents, more }: Waiting, topics: readonly LiveTopic[]): Waiting {
  return { changes: changes + 1, ofEvents: ofEvents + (topics.includes('events') ? 1 : 0), more };
}

/** What waits on a page that is held still, as in "3 changes are waiting, 1 of them of identity events." */
export function waitingWords({ changes, ofEvents, more }: Waiting): string {
  if (changes === 0)
    return more ? 'The connection broke meanwhile: changes may be waiting.' : 'Nothing has changed since.';
  const counted = `${changes} ${changes === 1 ? 'change is' : 'changes are'} waiting`;
  const events = ofEvents === 0 ? 'none of identity events' : `${ofEvents} of identity events`;
  return `${more ? 'At least ' : ''}${counted}, ${events}.`;
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

/** Whether a greeting of the stream says that nothing was missed without being told. */
export function parseResumed(data: string): boolean {
  return /"resumed":\s*true/.test(data);
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
