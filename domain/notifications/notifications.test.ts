import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { type NotificationView, ruleWishSchema, type Told } from '@/domain/views/notification';
import { DELIVERY_REASONS, mailFailure, MOST_TRIES, nextWait } from './delivery';
import { feedChange, feedStateOf } from './feed-state';
import { isNews, matches, riseOf, type Subject } from './happening';
import { AT_ONCE_SPAN_MS, nextHourOfDay, tellAt } from './pace';
import { pastRises } from './past-rises';
import { aboutSchema, paceSchema, receiversSchema, triggerSchema } from './rule';
import { letterOf, notificationLine } from './words';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (instant: string): number => Date.parse(instant);

describe('what a rule waits for', () => {
  const event = (outcome: 'got_in' | 'refused'): Subject => ({
    ...{ is: 'event', eventId: 'e', kind: 'push_harassment', outcome, occurredAt: 0 },
  });

  it('is told once: an event that a rule matched before says nothing again, one that matches only now does', () => {
    const any = triggerSchema.parse({ on: 'event', kinds: [], groups: ['authentication'], gotIn: false });
    const gotIn = triggerSchema.parse({ on: 'event', kinds: ['push_harassment'], groups: [], gotIn: true });
    expect(matches(any, { subject: event('refused') })).toBe(true);
    expect(matches(any, { subject: event('got_in'), before: event('refused') })).toBe(false);
    expect(matches(gotIn, { subject: event('refused') })).toBe(false);
    expect(matches(gotIn, { subject: event('got_in'), before: event('refused') })).toBe(true);
    expect(matches({ on: 'campaign' }, { subject: event('got_in') })).toBe(false);
  });

  it('is a rise into a band, also past one that was passed on the way, and never a fall', () => {
    const rise = riseOf('attack_factor', 'low', 'very_high');
    expect(rise).toMatchObject({ band: 'very_high', entered: ['medium', 'high', 'very_high'] });
    expect(riseOf('attack_factor', 'high', 'medium')).toBeNull();
    expect(riseOf('attack_factor', 'high', 'high')).toBeNull();
    expect(riseOf('attack_factor', 'very_low', 'low')).toBeNull();
    if (rise === null) throw new Error('It is a rise.');
    const high = triggerSchema.parse({ on: 'band', score: 'attack_factor', bands: ['high'] });
    expect(matches(high, { subject: rise })).toBe(true);
    const human = triggerSchema.parse({ on: 'band', score: 'human_risk', bands: ['high'] });
    expect(matches(human, { subject: rise })).toBe(false);
  });

  it('is news for a week', () => {
    expect(isNews(0, 7 * 24 * HOUR)).toBe(true);
    expect(isNews(0, 7 * 24 * HOUR + 1)).toBe(false);
  });

  it('has to be something, about somebody, for somebody, at an hour that there is', () => {
    for (const trigger of [
      { on: 'event', kinds: [], groups: [], gotIn: true },
      { on: 'feed', changes: [] },
    ])
      expect(triggerSchema.safeParse(trigger).success).toBe(false);
    expect(aboutSchema.safeParse({ who: 'some' }).success).toBe(false);
    expect(receiversSchema.safeParse({ inProduct: [], byMail: [] }).success).toBe(false);
    expect(paceSchema.safeParse({ every: 'day', hour: 8, zone: 'Europe/Atlantis' }).success).toBe(false);
    expect(paceSchema.safeParse({ every: 'day', hour: 24, zone: 'UTC' }).success).toBe(false);
  });
});

describe('a rise in the past', () => {
  it('is reckoned at the moment at which its events became known, and only since then', () => {
    const known = (id: string, receivedAt: number, kind: 'push_harassment' | 'novel_asn') => ({
      ...{ id, kind, occurredAt: receivedAt - MINUTE, receivedAt, confidence: 1 },
    });
    const events = [known('b', 20 * HOUR, 'novel_asn'), known('a', 10 * HOUR, 'push_harassment')];
    const rises = pastRises(events, DEFAULT_POLICY, 'standard', 0);
    expect(rises.map(({ at: when }) => when)).toEqual([10 * HOUR, 20 * HOUR]);
    expect(rises[0]).toMatchObject({ from: 'very_low', to: 'high' });
    expect(rises[1]?.from).toBe('high');
    expect(pastRises(events, DEFAULT_POLICY, 'standard', 15 * HOUR)).toHaveLength(1);
  });
});

describe('when what waits is told', () => {
  it('is at once three times within ten minutes, then gathered until they are over', () => {
    const oldest = at('2026-11-01T08:00:00Z');
    const once = { every: 'once' } as const;
    expect(tellAt(once, oldest, [])).toBe(oldest);
    expect(tellAt(once, oldest, [oldest - MINUTE, oldest - 2 * MINUTE])).toBe(oldest);
    const flood = [oldest - 2 * MINUTE, oldest - MINUTE, oldest - 3 * MINUTE];
    expect(tellAt(once, oldest, flood)).toBe(oldest - MINUTE + AT_ONCE_SPAN_MS);
    expect(tellAt(once, oldest, [...flood.slice(0, 2), oldest - 11 * MINUTE])).toBe(oldest);
  });

  it('is the next full hour, or the hour of the day in the zone of the rule', () => {
    expect(tellAt({ every: 'hour' }, at('2026-11-01T08:20:00Z'), [])).toBe(at('2026-11-01T09:00:00Z'));
    expect(tellAt({ every: 'hour' }, at('2026-11-01T08:00:00Z'), [])).toBe(at('2026-11-01T09:00:00Z'));
    const berlin = { every: 'day', hour: 8, zone: 'Europe/Berlin' } as const;
    expect(tellAt(berlin, at('2026-11-01T06:59:00Z'), [])).toBe(at('2026-11-01T07:00:00Z'));
    expect(tellAt(berlin, at('2026-11-01T07:00:00Z'), [])).toBe(at('2026-11-02T07:00:00Z'));
  });

  it('is reached whatever clocks do, also on a day that has no such hour', () => {
    expect(nextHourOfDay(0, 'UTC', at('2026-11-01T12:00:00Z'))).toBe(at('2026-11-02T00:00:00Z'));
    expect(nextHourOfDay(2, 'Europe/Berlin', at('2026-03-28T12:00:00Z'))).toBe(at('2026-03-29T01:00:00Z'));
    expect(nextHourOfDay(8, 'Asia/Kathmandu', at('2026-11-01T00:00:00Z'))).toBe(at('2026-11-01T02:15:00Z'));
    expect(nextHourOfDay(8, 'Europe/Berlin', at('2026-10-24T12:00:00Z'))).toBe(at('2026-10-25T07:00:00Z'));
  });
});

describe('a try that failed', () => {
  it('is tried again at growing distances, and given up in the end', () => {
    const waits = Array.from({ length: MOST_TRIES }, (_, index) => nextWait(index + 1));
    expect(waits.at(-1)).toBeNull();
    const real = waits.flatMap((wait) => wait ?? []);
    expect(real).toHaveLength(MOST_TRIES - 1);
    expect([...real].sort((a, b) => a - b)).toEqual(real);
  });

  it('says why with what to do, and is given up at once where no other try can help', () => {
    const failure = (code: string | null, responseCode: number | null) => mailFailure({ code, responseCode });
    expect(failure('EENVELOPE', 550)).toEqual({ reason: 'mail_address', mayPass: false });
    expect(failure('EENVELOPE', 451)).toEqual({ reason: 'mail_address', mayPass: true });
    expect(failure('EAUTH', 535)).toEqual({ reason: 'mail_sign_in', mayPass: true });
    expect(failure('ECONNECTION', null)).toEqual({ reason: 'mail_unreachable', mayPass: true });
    expect(failure('DEPTH_ZERO_SELF_SIGNED_CERT', null).reason).toBe('mail_certificate');
    expect(failure('EMESSAGE', 554)).toEqual({ reason: 'mail_refused', mayPass: false });
    for (const { said, remedy } of Object.values(DELIVERY_REASONS)) expect(`${said}${remedy}`).toMatch(/\.$/);
  });
});

describe('how a feed stands', () => {
  const stream = (
    word: 'connected' | 'action_required' | 'rate_limited',
    staleSince: number | null = null,
  ) => ({
    word,
    staleSince,
  });

  it('is broken where somebody has to act, stale where it is behind, and nothing by somebody’s choice', () => {
    const of = (
      streams: Parameters<typeof feedStateOf>[0]['streams'],
      state: 'enabled' | 'paused' = 'enabled',
    ) => feedStateOf({ state, word: 'connected', streams });
    expect(of([stream('connected'), stream('action_required', 1)])).toBe('broken');
    expect(of([stream('connected'), stream('rate_limited', 1)])).toBe('stale');
    expect(of([stream('connected'), stream('rate_limited')])).toBe('working');
    expect(of([stream('rate_limited')])).toBeNull();
    expect(of([stream('action_required')], 'paused')).toBeNull();
  });

  it('changes once', () => {
    expect(feedChange(null, 'working')).toBeNull();
    expect(feedChange(null, 'broken')).toBe('broken');
    expect(feedChange('stale', 'broken')).toBe('broken');
    expect(feedChange('broken', 'working')).toBe('recovered');
    expect(feedChange('broken', 'broken')).toBeNull();
  });
});

const BAND = { score: 'attack_factor', band: 'high' } as const;

describe('a notification in words', () => {
  const told: Told = {
    ...{
      is: 'event',
      at: '2026-11-01T08:00:30.000Z',
      person: { id: 'p', name: 'Ada\r\nBcc: eve@example.com' },
    },
    ...{ eventId: 'e', kind: 'push_harassment', label: 'Push harassment', outcome: 'got_in' },
    occurredAt: '2026-11-01T07:59:00.000Z',
  };
  const one: NotificationView = {
    ...{ id: 'n', at: told.at, kind: 'event', rule: 'Got in', isTest: false, happenings: 1, told: [told] },
    readAt: null,
  };
  const where = { origin: 'https://parapet.example.com', account: 'Example' };

  it('names the one happening, counts many, and has a subject of one line whatever somebody is called', () => {
    expect(notificationLine(one)).toContain('Got in: Push harassment');
    expect(notificationLine({ ...one, happenings: 1041 })).toBe('1,041 identity events');
    expect(notificationLine({ ...one, told: [] })).toContain('erased');
    expect(notificationLine({ ...one, isTest: true })).toBe('Test of the rule Got in');
    const { subject, text } = letterOf(one, where);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).toContain('https://parapet.example.com/people/p?event=e');
    expect(text).toContain('Occurred 2026-11-01 07:59');
    expect(letterOf({ ...one, happenings: 1441 }, where).text).toContain(
      'And 1,440 more. All of them: https://parapet.example.com/?notification=n',
    );
    expect(letterOf({ ...one, happenings: 1441, told: [] }, where).text).toContain(
      '1,441 were about people who were erased since.',
    );
  });

  it('keeps what others chose on one short line: no name forges a paragraph in a letter', () => {
    const forged = 'x\n\nYour session ended. Sign in: https://evil.example\u2028';
    const from: Told[] = [
      { ...told, person: { id: 'p', name: forged } },
      { ...{ is: 'band', at: told.at, person: { id: 'p', name: `${forged}${'y'.repeat(500)}` } }, ...BAND },
      { ...{ is: 'feed', at: told.at, integrationId: 'i', integration: forged }, change: 'stale' },
      { ...{ is: 'campaign', at: told.at, campaignId: 'c', network: forged }, people: 2, outcome: 'refused' },
    ];
    const calm = {
      is: 'feed',
      at: told.at,
      integrationId: 'i',
      integration: 'Duo',
      change: 'stale',
    } as const;
    const letter = letterOf(
      { ...one, rule: forged, told: from, happenings: 4 },
      { ...where, account: forged },
    );
    const lines = letter.text.split(/[\r\n\u2028\u2029\u0085]/);
    expect(lines.filter((line) => /^(?:Your session|Sign in)/.test(line))).toEqual([]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(180);
    const plain = letterOf({ ...one, told: [calm, calm, calm, calm], happenings: 4 }, where);
    expect(lines).toHaveLength(plain.text.split('\n').length);
    expect(ruleWishSchema.shape.name.safeParse('Got in\n\nSign in').success).toBe(false);
  });
});
