import { describe, expect, it } from 'vitest';
import { actWords, eventWords, type HistoryWords } from './history-words';

const said = ({ did, of, more }: HistoryWords) => `${did}${of === null ? '' : ` of ${of}`}${more}`;
const act = (action: string, after: unknown, before: unknown = null) =>
  said(actWords({ action, before, after }));

describe('what was done, in words', () => {
  it.each([
    ['get-profile', {}, null, 'viewed this profile'],
    [
      'get-profile',
      { at: '2026-11-01T08:30:00.000Z', reading: 'hindsight' },
      null,
      'viewed this profile as of 2026-11-01T08:30:00.000Z, with hindsight',
    ],
    ['get-person-habits', {}, null, 'looked at the habits, without the profile'],
    ['get-event', { kind: 'novel_asn' }, null, 'opened the raw records behind novel ASN'],
    [
      'set-person-care',
      { owner: 'Ada', acknowledged: true },
      { owner: null, acknowledged: false },
      'made Ada the owner and acknowledged what was done',
    ],
    [
      'set-person-care',
      { owner: null, acknowledged: true },
      { owner: 'Ada', acknowledged: true },
      'took Ada off',
    ],
    ['set-person-care', { owner: null, acknowledged: true }, null, 'acknowledged what was done'],
    ['tick-person-step', { step: 'Call her', done: true }, null, 'ticked the step “Call her”'],
    ['change-person-note', { note: 'b' }, { note: 'a' }, 'changed the note “a” to “b”'],
    [
      'decide-events',
      { verdict: 'false_positive', kind: 'push_harassment', reason: 'a drill' },
      null,
      'decided false positive of push harassment: a drill',
    ],
    ['set-criticality', { own: null, counts: 'standard' }, null, 'left the criticality to the groups'],
    [
      'set-criticality-of-people',
      { own: 'critical', changed: 3 },
      null,
      'set the criticality to critical together with 2 other people',
    ],
    [
      'change-watchlist-people',
      { name: 'Board', act: 'add', changed: 2 },
      null,
      'put this person on the watchlist “Board” together with 1 other person',
    ],
    [
      'change-watchlist-people',
      { name: 'Board', act: 'remove', changed: 1 },
      null,
      'took this person off the watchlist “Board”',
    ],
    ['something-else', 'no object', 7, 'did something else'],
  ])('%s', (action, after, before, words) => {
    expect(act(action, after, before)).toBe(words);
  });

  it('of an event says what became of it', () => {
    const event = { kind: 'novel_asn', occurredAt: '2026-11-01T08:30:00.000Z', confidence: 0.333 };
    expect(said(eventWords({ ...event, did: 'found' }))).toBe(
      'recognised novel ASN of 2026-11-01T08:30:00.000Z, confidence 0.33',
    );
    expect(said(eventWords({ ...event, did: 'changed' }))).toMatch(
      /^looked again at .*, confidence 0\.33 with/,
    );
    expect(said(eventWords({ ...event, kind: 'unknown', did: 'took_back' }))).toBe(
      'took back an identity event of 2026-11-01T08:30:00.000Z: what is known no longer supports it',
    );
  });
});
