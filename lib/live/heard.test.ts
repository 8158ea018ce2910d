import { describe, expect, it } from 'vitest';
import { type Heard, heardAt, heardSince, placeOf, withMessage } from './heard';
import type { LiveTopic } from '@/domain/live-topics';

const saying = (heard: Heard, ...said: [string, LiveTopic][]): Heard =>
  said.reduce((so, [place, topic]) => withMessage(so, place, [topic]), heard);

describe('what a tab has heard', () => {
  it('tells a page what was said after it was read, each topic once', () => {
    const heard = saying(heardAt('a.4'), ['a.5', 'events'], ['a.7', 'people'], ['a.9', 'people']);
    expect(heardSince(heard, 'a.4')).toEqual(['events', 'people']);
    expect(heardSince(heard, 'a.5')).toEqual(['people']);
    expect(heardSince(heard, 'a.6')).toEqual(['people']);
    expect(heardSince(heard, 'a.9')).toEqual([]);
    expect(placeOf(heard)).toBe('a.9');
  });

  it('says nothing against a page that was read after the newest message', () => {
    expect(heardSince(heardAt('a.4'), 'a.6')).toEqual([]);
  });

  it('does not know what was said before it began, in another process, or at no place', () => {
    const heard = saying(heardAt('a.4'), ['a.5', 'events']);
    for (const place of ['a.3', 'b.5', 'b.4', '', 'a', 'a.', '.5', 'a.-1', 'a.5.6'])
      expect(heardSince(heard, place)).toBeNull();
    expect(heardSince(heardAt(''), '')).toBeNull();
  });

  it('begins anew where the connection of the server broke', () => {
    const heard = saying(heardAt('a.4'), ['a.5', 'events'], ['b.0', 'people'], ['b.1', 'runs']);
    expect(heardSince(heard, 'a.5')).toBeNull();
    expect(heardSince(heard, 'b.0')).toEqual(['runs']);
  });

  it('forgets the oldest, and knows that it has', () => {
    let heard = heardAt('a.0');
    for (let count = 1; count <= 205; count += 1)
      heard = withMessage(heard, `a.${count}`, [count <= 6 ? 'events' : 'people']);
    expect(heard.messages).toHaveLength(200);
    expect(heardSince(heard, 'a.4')).toBeNull();
    expect(heardSince(heard, 'a.5')).toEqual(['events', 'people']);
    expect(heardSince(heard, 'a.6')).toEqual(['people']);
  });
});
