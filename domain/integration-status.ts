import { z } from 'zod';

/** The words an integration or a stream may be described with; `connector.md` says when each is true. */
export const STATUS_WORDS = {
  not_configured: 'Not configured',
  testing: 'Testing',
  waiting: 'Waiting for the first poll',
  waiting_delivery: 'Waiting for the first delivery',
  connected: 'Connected',
  syncing: 'Syncing',
  delayed: 'Delayed',
  stale: 'Stale',
  partial: 'Partial',
  rate_limited: 'Rate limited',
  action_required: 'Action required',
  not_available: 'Not available',
  off: 'Off',
  paused: 'Paused',
  disabled: 'Disabled',
  deleted: 'Deleted',
  purging: 'Being removed',
} as const;

export type StatusWord = keyof typeof STATUS_WORDS;

export const integrationStatusSchema = z.object({
  word: z.enum([
    'not_configured',
    'testing',
    'waiting',
    'waiting_delivery',
    'connected',
    'syncing',
    'delayed',
    'stale',
    'partial',
    'rate_limited',
    'action_required',
    'not_available',
    'off',
    'paused',
    'disabled',
    'deleted',
    'purging',
  ]),
  /** For what is behind (stale, delayed, partial, refused): the last moment at which the data was complete. For rate limited: see `until`. */
  since: z.string().nullable(),
  /** For rate limited: when the vendor is asked again. For not available: when it is probed again. */
  until: z.string().nullable(),
});
export type IntegrationStatus = z.infer<typeof integrationStatusSchema>;

export const INTEGRATION_STATES = ['enabled', 'paused', 'disabled', 'deleted', 'purging'] as const;
export type IntegrationState = (typeof INTEGRATION_STATES)[number];

/** What is known of a stream when its status is asked for. Instants are epoch milliseconds. */
export interface StreamFacts {
  readonly state: IntegrationState;
  /** Whether Parapet asks the vendor, or the vendor's records are sent to Parapet. */
  readonly delivery: 'polled' | 'inbound';
  /** The stream's own switch. */
  readonly enabled: boolean;
  /** Whether the integration works without it: being refused it is a note then, not a fault. */
  readonly optional: boolean;
  readonly intervalMs: number;
  readonly lagMs: number;
  /** From when on it was to be read: a success from before does not count. */
  readonly startedAt: number;
  readonly lastSuccessAt: number | null;
  readonly completeUntil: number | null;
  /** End of the lease of whoever reads the live lane now; null while nobody does. */
  readonly liveUntil: number | null;
  /** End of the lease of a test of the connection that asks the stream's endpoint now; null while none does. */
  readonly testUntil: number | null;
  readonly lastErrorClass: string | null;
  readonly retryAt: number | null;
}

/** How late a stream is, in milliseconds, and what that is reckoned from; a success from before it was to be read is none. */
function lateness(
  facts: StreamFacts,
  now: number,
): { success: number | null; reference: number; late: number } {
  const success =
    facts.lastSuccessAt !== null && facts.lastSuccessAt >= facts.startedAt ? facts.lastSuccessAt : null;
  const reference = success ?? facts.startedAt;
  // The first success comes when there is something to ask for, each later one an interval after the one before.
  return { success, reference, late: now - reference - (success === null ? facts.lagMs : facts.intervalMs) };
}

/**
 * The status of one stream at `now`. *Testing* is said while a person's test asks it. The last finished result stays
 * while a retry runs: *Syncing* is said only of a stream that does not fail, and only while its live lane is being read.
 */
export function streamStatus(facts: StreamFacts, now: number): IntegrationStatus {
  const say = (
    word: StatusWord,
    since: number | null = null,
    until: number | null = null,
  ): IntegrationStatus => ({
    word,
    since: since === null ? null : new Date(since).toISOString(),
    until: until === null ? null : new Date(until).toISOString(),
  });
  if (facts.state === 'deleted' || facts.state === 'purging' || facts.state === 'disabled')
    return say(facts.state);
  if (!facts.enabled) return say('off');
  if (facts.state === 'paused') return say('paused', facts.completeUntil);
  if (facts.delivery === 'polled' && facts.testUntil !== null && facts.testUntil > now) return say('testing');
  if (facts.lastErrorClass === 'capability' && facts.optional) {
    return say('not_available', null, facts.retryAt);
  }
  if (isForAPerson(facts.lastErrorClass)) return say('action_required', facts.completeUntil);
  const { success, reference, late } = lateness(facts, now);
  if (facts.delivery === 'inbound') return say(success === null ? 'waiting_delivery' : 'connected');
  if (facts.lastErrorClass === 'throttle' && facts.retryAt !== null && facts.retryAt > now) {
    return say('rate_limited', facts.completeUntil, facts.retryAt);
  }
  if (late > 2 * facts.intervalMs) return say('stale', facts.completeUntil ?? reference);
  if (success !== null && late > facts.intervalMs) return say('delayed', facts.completeUntil);
  if (facts.lastErrorClass === null && facts.liveUntil !== null && facts.liveUntil > now)
    return say('syncing');
  if (success === null) return say('waiting');
  return say('connected');
}

/**
 * Since when the data of a stream is not complete (epoch milliseconds), once it is so late that it is called stale; null
 * before, and for what is not to be read. Unlike the word it does not ask why: what is rate limited, refused or paused
 * for hours is as old as what does not answer.
 */
export function staleSince(facts: StreamFacts, now: number): number | null {
  const isRead = facts.enabled && (facts.state === 'enabled' || facts.state === 'paused');
  if (!isRead || facts.delivery === 'inbound') return null;
  if (facts.lastErrorClass === 'capability' && facts.optional) return null;
  const { late, reference } = lateness(facts, now);
  return late > 2 * facts.intervalMs ? (facts.completeUntil ?? reference) : null;
}

/** Classes of errors that only a person can mend: keys, clock, host, permission. */
export const FOR_A_PERSON: readonly string[] = ['credentials', 'clock', 'host', 'capability'];

/** Whether an error is one that only a person can mend. */
export function isForAPerson(errorClass: string | null): boolean {
  return errorClass !== null && FOR_A_PERSON.includes(errorClass);
}

/** Errors of what all streams of an integration share: its keys, its host, the clock of this machine. */
function isOfTheConnection(errorClass: string | null): boolean {
  return errorClass === 'credentials' || errorClass === 'clock' || errorClass === 'host';
}

/** What is known of each stream when the status of the whole is asked for. Instants are epoch milliseconds. */
export interface StreamStanding {
  readonly status: IntegrationStatus;
  readonly lastSuccessAt: number | null;
  readonly errorClass: string | null;
  readonly errorAt: number | null;
}

const SEVERITY: readonly StatusWord[] = [
  'action_required',
  'stale',
  'rate_limited',
  'delayed',
  'waiting',
  'waiting_delivery',
  'syncing',
  'connected',
];

/**
 * One word for the whole integration. While a test asks one stream, the whole is being tested. What was switched off, or is not offered and not needed, does not count. A
 * refused key is refused to every stream, so it is *Action required* until one has succeeded after it; any other
 * failure beside streams that work is *Partial*.
 */
export function integrationStatus(
  state: IntegrationState,
  streams: readonly StreamStanding[],
): IntegrationStatus {
  if (state !== 'enabled') {
    const said = streams.find(({ status }) => status.word === state)?.status;
    return said ?? { word: state, since: null, until: null };
  }
  const tested = streams.find(({ status }) => status.word === 'testing');
  if (tested !== undefined) return tested.status;
  const wanted = streams.filter(({ status }) => status.word !== 'off' && status.word !== 'not_available');
  const [first] = wanted;
  if (first === undefined) {
    const refused = streams.find(({ status }) => status.word === 'not_available');
    return (
      refused?.status ?? { word: streams.length === 0 ? 'not_configured' : 'off', since: null, until: null }
    );
  }
  const newestSuccess = Math.max(0, ...wanted.map(({ lastSuccessAt }) => lastSuccessAt ?? 0));
  const locked = wanted.find(
    ({ errorClass, errorAt }) =>
      isOfTheConnection(errorClass) && errorAt !== null && errorAt >= newestSuccess,
  );
  if (locked !== undefined) return locked.status;
  const broken = wanted.filter(({ status }) => isBroken(status.word));
  if (broken.length > 0 && broken.length < wanted.length) {
    return { word: 'partial', since: earliest(broken.map(({ status }) => status.since)), until: null };
  }
  for (const word of SEVERITY) {
    const found = wanted.filter(({ status }) => status.word === word);
    const [one] = found;
    if (one !== undefined) return { ...one.status, since: earliest(found.map(({ status }) => status.since)) };
  }
  return first.status;
}

function isBroken(word: StatusWord): boolean {
  return word === 'action_required' || word === 'stale';
}

function earliest(instants: readonly (string | null)[]): string | null {
  return instants.filter((at) => at !== null).sort()[0] ?? null;
}
