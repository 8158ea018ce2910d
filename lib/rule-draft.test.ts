import { describe, expect, it } from 'vitest';
import type { NotificationRuleView } from '@/domain/views/notification';
import { ruleWishSchema } from '@/domain/views/notification';
import {
  aboutWords,
  beginRule,
  draftOf,
  emptyGroups,
  namedGroups,
  paceWords,
  triggerWords,
  wishOf,
  withGroup,
} from './rule-draft';

const ADA = '3f2b8a52-6c1d-4f0e-9a57-1f4f0f6b2c11';
const BOARD = '4f2b8a52-6c1d-4f0e-9a57-1f4f0f6b2c12';

const RULE: NotificationRuleView = {
  ...{ id: ADA, name: 'Got in', enabled: true, changedAt: '', changedBy: 'Ada', lastFiredAt: null },
  ...{ waiting: null, lastFailure: null, mayChange: true },
  trigger: { on: 'event', kinds: ['bypass_enabled'], groups: ['authentication'], gotIn: true },
  about: {
    ...{ who: 'some', groups: ['Finance', 'Legal'], criticalities: ['critical'] },
    watchlists: [{ id: BOARD, name: 'Board' }],
  },
  receivers: { inProduct: [ADA], byMail: [ADA] },
  pace: { every: 'day', hour: 8, zone: 'Europe/Berlin' },
};

describe('a rule that is written', () => {
  it('is sent as it was where nothing is changed, in the zone of whoever saves it', () => {
    const wish = wishOf(draftOf(RULE), 'Asia/Tokyo');
    expect(ruleWishSchema.parse(wish)).toEqual({
      ...{ name: 'Got in', trigger: RULE.trigger, receivers: RULE.receivers },
      about: { who: 'some', watchlists: [BOARD], groups: ['Finance', 'Legal'], criticalities: ['critical'] },
      pace: { every: 'day', hour: 8, zone: 'Asia/Tokyo' },
    });
  });

  it('begins about the watchlist that led to it, and tells whoever begins it', () => {
    const wish = wishOf({ ...beginRule(ADA, BOARD), name: ' Board ' }, 'UTC');
    expect(ruleWishSchema.parse(wish)).toMatchObject({
      ...{ name: 'Board', about: { who: 'some', watchlists: [BOARD] }, pace: { every: 'once' } },
      receivers: { inProduct: [ADA], byMail: [] },
    });
  });

  it('is about the account where nobody in it can be meant', () => {
    expect(wishOf({ ...beginRule(ADA, BOARD), on: 'feed' }, 'UTC').about).toEqual({ who: 'everybody' });
  });

  it('is said in words', () => {
    expect(triggerWords(RULE.trigger)).toBe(
      'Identity event: every kind of Authentication or Bypass enabled, where somebody got in',
    );
    expect(triggerWords({ on: 'band', score: 'attack_factor', bands: ['high', 'very_high'] })).toBe(
      'Somebody enters High or Very High of the attack factor',
    );
    expect(aboutWords(RULE.about, 'event')).toBe('on Board; in Finance; in Legal; of critical criticality');
    expect(aboutWords({ who: 'everybody' }, 'feed')).toBe('The account');
    expect(paceWords(RULE.pace)).toBe('Gathered, daily at 08:00 (Europe/Berlin)');
  });
});

describe('the groups of a rule', () => {
  const known = (group: string, people: number) => ({ group, people, ownSettings: 0, rule: null });

  it('are those that are written, one a line, and the one that is chosen', () => {
    const departments = withGroup({ departments: ' Finance \n\n' }, 'Legal');
    expect(namedGroups({ departments })).toEqual(['Finance', 'Legal']);
  });

  it('are said to be empty where nobody is in one of that name, in whatever case', () => {
    const groups = [known('Finance', 3), known('Closed', 0)];
    expect(emptyGroups(['finance', 'Finnance', 'closed'], groups)).toEqual(['Finnance', 'closed']);
    // Of the smallest of very many it is not known.
    const many = Array.from({ length: 500 }, (_, index) => known(`g${index}`, 1));
    expect(emptyGroups(['Finnance'], many)).toEqual([]);
  });
});
