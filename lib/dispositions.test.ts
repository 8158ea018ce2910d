import { describe, expect, it } from 'vitest';
import { VERDICTS } from '@/domain/dispositions/disposition';
import { dispositionWishSchema } from '@/domain/dispositions/wish';
import { decidedAsSchema, type DispositionEffect } from '@/domain/views/disposition';
import { registerPartSchema } from '@/domain/views/hidden';
import {
  effectSentence,
  firstDraft,
  isLeftOut,
  moveWords,
  networksAround,
  parseDecided,
  parseRegisterPart,
  VERDICT_NAMES,
  wishOf,
} from './dispositions';

const EVENT = {
  id: '6f2d3a44-90ab-8c21-a123-0123456789ab',
  kind: 'novel_asn' as const,
  person: { id: '0a0b0c0d-1111-4222-8333-444455556666', name: 'Ada' },
  application: 'Salesforce',
  from: { ip: '198.51.100.7', city: null, country: null },
};
const NOW = Date.UTC(2026, 10, 1, 8, 30, 29);

const effect = (changes: Partial<DispositionEffect>): DispositionEffect => ({
  at: new Date(NOW).toISOString(),
  events: 0,
  dismissed: 0,
  counted: 0,
  people: 0,
  fall: 0,
  rise: 0,
  moves: [],
  ...changes,
});

describe('the words for decisions', () => {
  it('are those of the server', () => {
    expect(VERDICT_NAMES).toEqual(VERDICTS);
    for (const value of decidedAsSchema.options) expect(parseDecided(value)).toBe(value);
    expect(parseDecided('all')).toBeNull();
    for (const value of registerPartSchema.options) expect(parseRegisterPart(value)).toBe(value);
    expect(parseRegisterPart('all')).toBe('holding');
  });

  it('say what a decision does', () => {
    expect(effectSentence(effect({}))).toBe('No event that is known comes under it now.');
    expect(effectSentence(effect({ events: 14, dismissed: 14, people: 5, fall: 3 }))).toBe(
      '14 events leave the score, and 3 people fall a band.',
    );
    expect(effectSentence(effect({ events: 1, dismissed: 1, people: 1 }))).toBe(
      '1 event leaves the score, and nobody changes band.',
    );
    expect(effectSentence(effect({ events: 2, counted: 2, people: 1, rise: 1 }))).toBe(
      '2 events count again, and 1 person rises a band.',
    );
    expect(effectSentence(effect({ events: 1 }))).toBe('1 event is marked, and no score changes.');
    const from = { score: 7.31, uncapped: 7.31, shown: '7.3', band: 'high' as const };
    const to = { score: 0, uncapped: 0, shown: '0.0', band: 'very_low' as const };
    expect(moveWords({ person: EVENT.person, events: 1, from, to })).toBe('7.3 High → 0.0 Very Low');
  });

  it('know which events are left out', () => {
    const decided = (verdict: 'confirmed' | 'benign') => ({
      disposition: {
        ...{ id: 'x', verdict, scope: 'event' as const, subject: '', reason: '', state: 'holding' as const },
        ...{ by: 'Ada', at: '', approvedBy: null, expiresAt: null, own: true },
      },
    });
    expect([
      isLeftOut({ disposition: null }),
      isLeftOut(decided('confirmed')),
      isLeftOut(decided('benign')),
    ]).toEqual([false, false, true]);
  });
});

describe('the form of a decision', () => {
  const draft = firstDraft('benign', EVENT);

  it('begins with the one event, and asks only what the server takes', () => {
    expect(wishOf(draft, EVENT, NOW)).toEqual({ verdict: 'benign', scope: 'event', event: EVENT.id });
    for (const scope of ['event', 'person_kind', 'network', 'application'] as const)
      for (const kindOnly of [true, false])
        for (const expiry of ['7', 'never'] as const) {
          const wish = wishOf({ ...draft, scope, kindOnly, expiry }, EVENT, NOW);
          expect(dispositionWishSchema.safeParse(wish).error).toBeUndefined();
        }
  });

  it('expires after whole days from this minute, at an instant, or never', () => {
    const wish = (changes: object) => wishOf({ ...draft, scope: 'person_kind', ...changes }, EVENT, NOW);
    expect(wish({})).toMatchObject({ expiresAt: '2026-12-01T08:30:00.000Z', kind: 'novel_asn' });
    expect(wish({ expiry: 'never' })).not.toHaveProperty('expiresAt');
    expect(wish({ expiry: 'day' })).toBeNull();
    expect(wish({ expiry: 'day', until: NOW })).toMatchObject({ expiresAt: '2026-11-01T08:30:29.000Z' });
  });

  it('does not ask about what is no network, or about an application that is not known', () => {
    expect(wishOf({ ...draft, scope: 'network', network: '198.51.' }, EVENT, NOW)).toBeNull();
    expect(wishOf({ ...draft, scope: 'application' }, { ...EVENT, application: null }, NOW)).toBeNull();
  });

  it('offers an address and the networks around it', () => {
    expect(networksAround('198.51.100.7')).toEqual(['198.51.100.7', '198.51.100.0/24', '198.51.0.0/16']);
    expect(networksAround('2001:db8:1:2::9')).toEqual([
      '2001:db8:1:2::9',
      '2001:db8:1:2::/64',
      '2001:db8:1::/48',
    ]);
    expect(networksAround(null)).toEqual([]);
  });
});
