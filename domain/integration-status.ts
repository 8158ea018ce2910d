import { z } from 'zod';

/** The words an integration or a stream may be described with; `connector.md` says when each is true. */
export const STATUS_WORDS = {
  not_configured: 'Not configured',
  testing: 'Testing',
  waiting: 'Waiting for the first poll',
  connected: 'Connected',
  syncing: 'Syncing',
  delayed: 'Delayed',
  stale: 'Stale',
  partial: 'Partial',
  rate_limited: 'Rate limited',
  action_required: 'Action required',
  paused: 'Paused',
  disabled: 'Disabled',
} as const;

export type StatusWord = keyof typeof STATUS_WORDS;

export const integrationStatusSchema = z.object({
  word: z.enum([
    'not_configured',
    'testing',
    'waiting',
    'connected',
    'syncing',
    'delayed',
    'stale',
    'partial',
    'rate_limited',
    'action_required',
    'paused',
    'disabled',
  ]),
  /** For stale and delayed: the last moment at which the data was complete. For rate limited: see `until`. */
  since: z.string().nullable(),
  until: z.string().nullable(),
});
export type IntegrationStatus = z.infer<typeof integrationStatusSchema>;

/** What is known of a stream when its status is asked for. Instants are epoch milliseconds. */
export interface StreamFacts {
  readonly state: 'enabled' | 'paused' | 'disabled';
  readonly intervalMs: number;
  readonly lagMs: number;
  readonly enabledAt: number | null;
  readonly lastSuccessAt: number | null;
  readonly completeUntil: number | null;
  readonly leaseUntil: number | null;
  readonly lastErrorClass: string | null;
  readonly retryAt: number | null;
}

/**
 * The status of one stream at `now`. The last finished result stays while a retry runs: *Syncing* is said only
 * of a stream that is healthy or has not finished once.
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
  if (facts.state === 'disabled') return say('disabled');
  if (facts.state === 'paused') return say('paused', facts.completeUntil);
  if (isForAPerson(facts.lastErrorClass)) return say('action_required', facts.completeUntil);
  if (facts.lastErrorClass === 'throttle' && facts.retryAt !== null && facts.retryAt > now) {
    return say('rate_limited', facts.completeUntil, facts.retryAt);
  }
  const reference = facts.lastSuccessAt ?? facts.enabledAt ?? now;
  // The first success comes when there is something to ask for, each later one an interval after the one before.
  const late = now - reference - (facts.lastSuccessAt === null ? facts.lagMs : facts.intervalMs);
  if (late > 2 * facts.intervalMs) return say('stale', facts.completeUntil ?? reference);
  if (facts.lastSuccessAt !== null && late > facts.intervalMs) return say('delayed', facts.completeUntil);
  if (facts.leaseUntil !== null && facts.leaseUntil > now) return say('syncing');
  if (facts.lastSuccessAt === null) return say('waiting');
  return say('connected');
}

/** Errors that only a person can mend: keys, clock, host, permission. */
export function isForAPerson(errorClass: string | null): boolean {
  return (
    errorClass === 'credentials' ||
    errorClass === 'clock' ||
    errorClass === 'host' ||
    errorClass === 'capability'
  );
}

const SEVERITY: readonly StatusWord[] = [
  'action_required',
  'stale',
  'rate_limited',
  'delayed',
  'waiting',
  'syncing',
  'connected',
];

/** One word for the whole integration: its only stream's word, or *Partial* when some work and some do not. */
export function integrationStatus(streams: readonly IntegrationStatus[]): IntegrationStatus {
  const [first, ...others] = streams;
  if (first === undefined) return { word: 'not_configured', since: null, until: null };
  if (others.length === 0) return first;
  const broken = streams.filter((status) => status.word === 'action_required' || status.word === 'stale');
  if (broken.length > 0 && broken.length < streams.length) {
    return { word: 'partial', since: broken[0]?.since ?? null, until: null };
  }
  for (const word of SEVERITY) {
    const found = streams.find((status) => status.word === word);
    if (found !== undefined) return found;
  }
  return first;
}
