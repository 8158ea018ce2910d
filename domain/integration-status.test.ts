import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  integrationStatus,
  isForAPerson,
  STATUS_WORDS,
  type StatusWord,
  type StreamFacts,
  type StreamStanding,
  staleSince,
  streamStatus,
} from '@/domain/integration-status';

const NOW = Date.parse('2026-11-01T08:30:00Z');
const MINUTE = 60_000;
const healthy: StreamFacts = {
  state: 'enabled',
  delivery: 'polled',
  enabled: true,
  optional: false,
  intervalMs: MINUTE,
  lagMs: 122_000,
  startedAt: NOW - 600 * MINUTE,
  lastSuccessAt: NOW - 10_000,
  completeUntil: NOW - 132_000,
  liveUntil: null,
  testUntil: null,
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
    expect(wordOf({ ...fresh, startedAt: NOW })).toBe('waiting');
    expect(wordOf({ ...fresh, startedAt: NOW, liveUntil: NOW + 1 })).toBe('syncing');
    expect(wordOf({ ...fresh, startedAt: NOW - 122_000 - 2 * MINUTE })).toBe('waiting');
    expect(wordOf({ ...fresh, startedAt: NOW - 122_001 - 2 * MINUTE })).toBe('stale');
    fc.assert(
      fc.property(factsOf(), (facts) => {
        if (facts.lastSuccessAt === null) expect(streamStatus(facts, NOW).word).not.toBe('connected');
      }),
    );
  });

  it('does not live on a success from before it was switched on, enabled or skipped anew', () => {
    expect(wordOf({ startedAt: NOW - 5_000 })).toBe('waiting');
    expect(wordOf({ startedAt: NOW - 5_000, liveUntil: NOW + 1 })).toBe('syncing');
    fc.assert(
      fc.property(factsOf(), (facts) => {
        if (facts.lastSuccessAt !== null && facts.lastSuccessAt < facts.startedAt)
          expect(streamStatus(facts, NOW).word).not.toBe('connected');
      }),
    );
  });

  it('is syncing only while somebody reads its live lane', () => {
    expect(wordOf({ liveUntil: NOW + 1 })).toBe('syncing');
    expect(wordOf({ liveUntil: NOW })).toBe('connected');
  });

  it('is off by its own switch, whatever else is known of it', () => {
    fc.assert(
      fc.property(factsOf(), (facts) => {
        expect(streamStatus({ ...facts, enabled: false }, NOW).word).toBe('off');
      }),
    );
  });

  it('is not available where it is refused and not needed, and says when it is asked again', () => {
    const refused = { ...healthy, lastErrorClass: 'capability', retryAt: NOW + 1_440 * MINUTE };
    expect(streamStatus({ ...refused, optional: true }, NOW)).toEqual({
      word: 'not_available',
      since: null,
      until: new Date(NOW + 1_440 * MINUTE).toISOString(),
    });
    expect(streamStatus(refused, NOW).word).toBe('action_required');
    expect(wordOf({ lastErrorClass: 'credentials', optional: true })).toBe('action_required');
  });

  it('waits for the first delivery where records are sent to us, then is connected, however long it is quiet', () => {
    const inbound = { delivery: 'inbound' } as const;
    expect(wordOf({ ...inbound, lastSuccessAt: null })).toBe('waiting_delivery');
    expect(wordOf({ ...inbound, lastSuccessAt: NOW - 500 * MINUTE })).toBe('connected');
    fc.assert(
      fc.property(factsOf(), (facts) => {
        const { word } = streamStatus({ ...facts, ...inbound }, NOW);
        expect(['waiting_delivery', 'connected', 'action_required']).toContain(word);
      }),
    );
  });

  it('asks for a person where only a person can help, whatever the last success', () => {
    for (const lastErrorClass of ['credentials', 'clock', 'host', 'capability']) {
      expect(wordOf({ lastErrorClass })).toBe('action_required');
      expect(wordOf({ lastErrorClass, lastSuccessAt: null, liveUntil: NOW + 1 })).toBe('action_required');
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
    // A retry that runs has brought nothing yet.
    expect(wordOf({ lastErrorClass: 'network', liveUntil: NOW + MINUTE })).toBe('connected');
    expect(
      wordOf({ lastErrorClass: 'network', lastSuccessAt: null, liveUntil: NOW + 1, startedAt: NOW }),
    ).toBe('waiting');
  });

  it('says what a person decided before anything else', () => {
    fc.assert(
      fc.property(
        factsOf(),
        fc.constantFrom('paused', 'disabled', 'deleted', 'purging' as const),
        (facts, state) => {
          expect(streamStatus({ ...facts, state }, NOW).word).toBe(state);
        },
      ),
    );
  });

  it('is testing only while a test asks it, whatever became of it before, and only where it is read at all', () => {
    expect(wordOf({ testUntil: NOW + 1 })).toBe('testing');
    expect(wordOf({ testUntil: NOW })).toBe('connected');
    expect(wordOf({ testUntil: NOW + 1, lastErrorClass: 'credentials' })).toBe('testing');
    expect(wordOf({ testUntil: NOW + 1, state: 'paused' })).toBe('paused');
    expect(wordOf({ testUntil: NOW + 1, enabled: false })).toBe('off');
  });

  it('gives for stale and delayed the instant until which the data is complete', () => {
    const { since } = streamStatus({ ...healthy, lastSuccessAt: NOW - 60 * MINUTE }, NOW);
    expect(since).toBe(new Date(NOW - 132_000).toISOString());
  });
});

describe('the status of an integration', () => {
  const standing = (word: StatusWord, changes: Partial<StreamStanding> = {}): StreamStanding => ({
    status: { word, since: null, until: null },
    lastSuccessAt: null,
    errorClass: null,
    errorAt: null,
    ...changes,
  });
  const of = (...words: StatusWord[]) =>
    integrationStatus(
      'enabled',
      words.map((word) => standing(word)),
    ).word;

  it('is the word of its only stream', () => {
    for (const word of Object.keys(STATUS_WORDS).filter(isWord)) expect(of(word)).toBe(word);
    expect(of()).toBe('not_configured');
  });

  it.each<[StatusWord, StatusWord[]]>([
    ['partial', ['connected', 'action_required']],
    ['testing', ['connected', 'testing', 'action_required']],
    ['testing', ['testing', 'off']],
    ['partial', ['stale', 'connected']],
    ['action_required', ['action_required', 'stale']],
    ['delayed', ['connected', 'delayed']],
    ['rate_limited', ['connected', 'rate_limited', 'delayed']],
    ['syncing', ['syncing', 'connected']],
    ['waiting', ['waiting', 'connected']],
    ['connected', ['connected', 'off', 'not_available']],
    ['stale', ['stale', 'off', 'not_available']],
    ['not_available', ['not_available', 'off']],
    ['off', ['off', 'off']],
  ])('is %s where the streams are %j', (whole, words) => {
    expect(of(...words)).toBe(whole);
    expect(of(...[...words].reverse())).toBe(whole);
  });

  it('asks for a person as soon as the keys are refused to one stream, until another has succeeded since', () => {
    const refused = standing('action_required', { errorClass: 'credentials', errorAt: NOW });
    const before = standing('connected', { lastSuccessAt: NOW - 1 });
    const after = standing('connected', { lastSuccessAt: NOW + 1 });
    expect(integrationStatus('enabled', [before, refused]).word).toBe('action_required');
    expect(integrationStatus('enabled', [after, refused]).word).toBe('partial');
    const unpermitted = standing('action_required', { errorClass: 'capability', errorAt: NOW });
    expect(integrationStatus('enabled', [before, unpermitted]).word).toBe('partial');
  });

  it('says what a person decided of the whole, even where every stream is off', () => {
    for (const state of ['paused', 'disabled', 'deleted', 'purging'] as const) {
      expect(integrationStatus(state, [standing('off'), standing('off')]).word).toBe(state);
      expect(integrationStatus(state, []).word).toBe(state);
    }
  });

  it('counts nothing that is off or not offered, and never says connected where a stream is not', () => {
    const words = fc.constantFrom<StatusWord>(
      ...(['waiting', 'connected', 'syncing', 'delayed', 'stale', 'rate_limited'] as const),
      ...(['action_required', 'not_available', 'off'] as const),
    );
    fc.assert(
      fc.property(fc.array(words, { minLength: 1 }), (all) => {
        const wanted = all.filter((word) => word !== 'off' && word !== 'not_available');
        if (wanted.length > 0) expect(of(...all)).toBe(of(...wanted));
        if (of(...all) === 'connected') expect(new Set(wanted)).toEqual(new Set(['connected']));
      }),
    );
  });

  it('is stale since the oldest instant of its stale streams', () => {
    const at = (instant: number) => ({
      ...standing('stale'),
      status: { word: 'stale' as const, since: new Date(instant).toISOString(), until: null },
    });
    expect(integrationStatus('enabled', [at(NOW), at(NOW - MINUTE)]).since).toBe(
      new Date(NOW - MINUTE).toISOString(),
    );
  });
});

describe('since when a stream is stale', () => {
  const old = { lastSuccessAt: NOW - 480 * MINUTE, completeUntil: NOW - 482 * MINUTE };
  const since = (facts: Partial<StreamFacts>) => staleSince({ ...healthy, ...facts }, NOW);

  it('is the end of what is complete, and not said of a delay of minutes', () => {
    expect(since({})).toBeNull();
    expect(since({ lastSuccessAt: NOW - 3 * MINUTE, completeUntil: NOW - 5 * MINUTE })).toBeNull();
    expect(since(old)).toBe(old.completeUntil);
  });

  it('is said whatever word the reason has', () => {
    for (const reason of [
      { lastErrorClass: 'throttle', retryAt: NOW + MINUTE },
      { lastErrorClass: 'credentials' },
      { state: 'paused' as const },
      { testUntil: NOW + MINUTE },
    ])
      expect(since({ ...old, ...reason })).toBe(old.completeUntil);
  });

  it('is not said of what is not to be read', () => {
    for (const off of [
      { enabled: false },
      { state: 'disabled' as const },
      { lastErrorClass: 'capability', optional: true },
      { delivery: 'inbound' as const },
    ])
      expect(since({ ...old, ...off })).toBeNull();
  });

  it('is said of every stream whose word is stale, and of no connected one', () => {
    fc.assert(
      fc.property(factsOf(), (facts) => {
        const { word, since: said } = streamStatus(facts, NOW);
        if (word === 'stale') expect(staleSince(facts, NOW)).toBe(Date.parse(said ?? ''));
        if (word === 'connected' || word === 'syncing' || word === 'delayed')
          expect(staleSince(facts, NOW)).toBeNull();
      }),
    );
  });
});

function isWord(word: string): word is StatusWord {
  return Object.hasOwn(STATUS_WORDS, word);
}

function factsOf(): fc.Arbitrary<StreamFacts> {
  const instant = fc.option(fc.integer({ min: NOW - 600 * MINUTE, max: NOW + 10 * MINUTE }));
  return fc.record({
    state: fc.constant('enabled' as const),
    delivery: fc.constant('polled' as const),
    enabled: fc.constant(true),
    optional: fc.boolean(),
    intervalMs: fc.integer({ min: MINUTE, max: 60 * MINUTE }),
    lagMs: fc.integer({ min: 0, max: 122_000 }),
    startedAt: fc.integer({ min: NOW - 600 * MINUTE, max: NOW + 10 * MINUTE }),
    lastSuccessAt: instant,
    completeUntil: instant,
    liveUntil: instant,
    testUntil: instant,
    lastErrorClass: fc.option(fc.constantFrom('credentials', 'throttle', 'network')),
    retryAt: instant,
  });
}
