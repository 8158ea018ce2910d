import { LIVE_TOPICS, type LiveTopic } from '@/domain/live-topics';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { KEY, type QuerySubject } from '@/lib/queries/keys';

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
  notifications: [KEY.notifications, KEY.notificationRules, KEY.deliveries, KEY.shell],
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
  /** `missed`: what has changed since the page was read or the connection broke; null where nobody knows. */
  | { readonly type: 'opened'; readonly missed: readonly LiveTopic[] | null }
  | { readonly type: 'lost' }
  | { readonly type: 'changed'; readonly topics: readonly LiveTopic[] }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' };

/** What to ask for again: nothing, everything, or the queries about these subjects. */
export type Refresh = 'nothing' | 'everything' | readonly QuerySubject[];

const NOTHING_WAITS: Waiting = { changes: 0, ofEvents: 0, more: false };

export const LIVE_START: LiveState = { connection: 'starting', paused: false, waiting: NOTHING_WAITS };

/**
 * The next state and what to ask for again. Where nobody knows what was missed while there was no connection, everything is
 * asked for; while paused nothing is, what waits is counted, and resuming makes up for it.
 */
export function liveStep(state: LiveState, event: LiveEvent): { state: LiveState; refresh: Refresh } {
  switch (event.type) {
    case 'opened': {
      const open: LiveState = { ...state, connection: 'open' };
      if (event.missed !== null) return changed(open, event.missed);
      if (!state.paused) return { state: open, refresh: 'everything' };
      return { state: { ...open, waiting: { ...state.waiting, more: true } }, refresh: 'nothing' };
    }
    case 'lost':
      return { state: { ...state, connection: 'lost' }, refresh: 'nothing' };
    case 'changed':
      return changed(state, event.topics);
    case 'paused':
      return { state: { ...state, paused: true, waiting: NOTHING_WAITS }, refresh: 'nothing' };
    case 'resumed':
      return {
        state: { ...state, paused: false, waiting: NOTHING_WAITS },
        refresh: state.paused ? 'everything' : 'nothing',
      };
  }
}

function changed(state: LiveState, topics: readonly LiveTopic[]): { state: LiveState; refresh: Refresh } {
  if (topics.length === 0) return { state, refresh: 'nothing' };
  return state.paused
    ? { state: { ...state, waiting: oneMore(state.waiting, topics) }, refresh: 'nothing' }
    : { state, refresh: subjectsOf(topics) };
}

function oneMore({ changes, ofEvents, more }: Waiting, topics: readonly LiveTopic[]): Waiting {
  return { changes: changes + 1, ofEvents: ofEvents + (topics.includes('events') ? 1 : 0), more };
}

/** What waits on a page that is held still, as in "3 changes are waiting, 1 of them of identity events." */
export function waitingWords({ changes, ofEvents, more }: Waiting): string {
  if (changes === 0)
    return more ? 'The connection broke meanwhile: changes may be waiting.' : 'Nothing has changed since.';
  const counted = `${formatCountOf(changes, 'change is', 'changes are')} waiting`;
  const events = ofEvents === 0 ? 'none of identity events' : `${formatCount(ofEvents)} of identity events`;
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

/** What a greeting of the stream says was missed; null where it does not know, or is none. */
export function parseMissed(data: string): readonly LiveTopic[] | null {
  const missed = parseField(data, 'missed');
  return Array.isArray(missed) ? topicsIn(missed) : null;
}

/** The topics of a message of the stream; unknown ones and other shapes are left out. */
export function parseTopics(data: string): readonly LiveTopic[] {
  return topicsIn(parseField(data, 'topics'));
}

/** Those of a list that are topics. */
export function topicsIn(value: unknown): readonly LiveTopic[] {
  if (!Array.isArray(value)) return [];
  const named: readonly unknown[] = value;
  return LIVE_TOPICS.filter((topic) => named.includes(topic));
}

function parseField(data: string, name: string): unknown {
  let body: unknown;
  try {
    body = JSON.parse(data);
  } catch {
    return undefined;
  }
  return typeof body === 'object' && body !== null
    ? Object.entries(body).find(([key]) => key === name)?.[1]
    : undefined;
}
