import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type IntegrationStatus,
  integrationStatus,
  isForAPerson,
  STATUS_WORDS,
  type StatusWord,
  type StreamFacts,
  streamStatus,
} from '@/domain/integration-status';

const NOW = Date.parse('2026-11-01T08:30:00Z');
const MINUTE = 60_000;
const healthy: StreamFacts = {
  state: 'enabled',
  intervalMs: MINUTE,
  lagMs: 122_000,
  enabledAt: NOW - 600 * MINUTE,
  lastSuccessAt: NOW - 10_000,
  completeUntil: NOW - 132_000,
  leaseUntil: null,
  lastErrorClass: null,
  retryAt: null,
};
const wordOf = (facts: Partial<StreamFacts>): StatusWord => streamStatus({ ...healthy, ...facts }, NOW).word;

describe('the status of a stream', () => {
  it('is connected after a success, and until the next is more than an interval late', () => {
    expect(wordOf({})).toBe('connected');
    expect(wordOf({ lastSuccessAt: NOW - 2 * MINUTE })).toBe('connected');
    expect(wordOf({ lastSuccessAt: NOW - 2 * MINUTE - 1 })).toBe('delayed');
    expect(wordOf({ lastSuccessAt: NOW - 3 * MINUTE })).toBe('delayed');
    expect(wordOf({ lastSuccessAt: NOW - 3 * MINUTE - 1 })).toBe('stale');
    const hourly = { intervalMs: 60 * MINUTE };
    expect(wordOf({ ...hourly, lastSuccessAt: NOW - 119 * MINUTE })).toBe('connected');
    expect(wordOf({ ...hourly, lastSuccessAt: NOW - 121 * MINUTE })).toBe('delayed');
  });

  it('never says connected of one that has never finished', () => {
    const fresh = { lastSuccessAt: null, completeUntil: null };
    expect(wordOf({ ...fresh, enabledAt: NOW })).toBe('waiting');
    expect(wordOf({ ...fresh, enabledAt: NOW, leaseUntil: NOW + 1 })).toBe('syncing');
    expect(wordOf({ ...fresh, enabledAt: NOW - 122_000 - 2 * MINUTE })).toBe('waiting');
    expect(wordOf({ ...fresh, enabledAt: NOW - 122_001 - 2 * MINUTE })).toBe('stale');
    fc.assert(
      fc.property(factsOf(), (facts) => {
        if (facts.lastSuccessAt === null) expect(streamStatus(facts, NOW).word).not.toBe('connected');
      }),
    );
  });

  it('is syncing only while somebody holds the stream', () => {
    expect(wordOf({ leaseUntil: NOW + 1 })).toBe('syncing');
    expect(wordOf({ leaseUntil: NOW })).toBe('connected');
  });

  it('asks for a person where only a person can help, whatever the last success', () => {
    for (const lastErrorClass of ['credentials', 'clock', 'host', 'capability']) {
      expect(wordOf({ lastErrorClass })).toBe('action_required');
      expect(wordOf({ lastErrorClass, lastSuccessAt: null, leaseUntil: NOW + 1 })).toBe('action_required');
    }
    for (const errorClass of ['throttle', 'transient', 'network', 'tls', 'protocol', 'bad_request', null])
      expect(isForAPerson(errorClass)).toBe(false);
  });

  it('is rate limited until the vendor may be asked again, and no longer', () => {
    const limited = { ...healthy, lastErrorClass: 'throttle', retryAt: NOW + MINUTE };
    expect(streamStatus(limited, NOW)).toEqual({
      word: 'rate_limited',
      since: new Date(NOW - 132_000).toISOString(),
      until: new Date(NOW + MINUTE).toISOString(),
    });
    expect(streamStatus(limited, NOW + MINUTE).word).toBe('connected');
    expect(streamStatus(limited, NOW + 4 * MINUTE).word).toBe('stale');
  });

  it('keeps the word of the last success while a retry waits', () => {
    expect(wordOf({ lastErrorClass: 'network', retryAt: NOW + MINUTE })).toBe('connected');
  });

  it('says what a person decided before anything else', () => {
    fc.assert(
      fc.property(factsOf(), fc.constantFrom('paused' as const, 'disabled' as const), (facts, state) => {
        expect(streamStatus({ ...facts, state }, NOW).word).toBe(state);
      }),
    );
  });

  it('gives for stale and delayed the instant until which the data is complete', () => {
    const { since } = streamStatus({ ...healthy, lastSuccessAt: NOW - 60 * MINUTE }, NOW);
    expect(since).toBe(new Date(NOW - 132_000).toISOString());
  });
});

describe('the status of an integration', () => {
  const status = (word: StatusWord): IntegrationStatus => ({ word, since: null, until: null });

  it('is the word of its only stream', () => {
    for (const word of Object.keys(STATUS_WORDS).filter(isWord))
      expect(integrationStatus([status(word)]).word).toBe(word);
    expect(integrationStatus([]).word).toBe('not_configured');
  });

  it('is partial where some streams work and some do not, and the worst word otherwise', () => {
    const of = (...words: StatusWord[]) => integrationStatus(words.map(status)).word;
    expect(of('connected', 'action_required')).toBe('partial');
    expect(of('stale', 'connected')).toBe('partial');
    expect(of('action_required', 'stale')).toBe('action_required');
    expect(of('connected', 'delayed')).toBe('delayed');
    expect(of('syncing', 'connected')).toBe('syncing');
    expect(of('waiting', 'connected')).toBe('waiting');
    expect(of('paused', 'paused')).toBe('paused');
  });
});

function isWord(word: string): word is StatusWord {
  return Object.hasOwn(STATUS_WORDS, word);
}

function factsOf(): fc.Arbitrary<StreamFacts> {
  const instant = fc.option(fc.integer({ min: NOW - 600 * MINUTE, max: NOW + 10 * MINUTE }));
  return fc.record({
    state: fc.constant('enabled' as const),
    intervalMs: fc.integer({ min: MINUTE, max: 60 * MINUTE }),
    lagMs: fc.integer({ min: 0, max: 122_000 }),
    enabledAt: instant,
    lastSuccessAt: instant,
    completeUntil: instant,
    leaseUntil: instant,
    lastErrorClass: fc.option(fc.constantFrom('credentials', 'throttle', 'network')),
    retryAt: instant,
  });
}
