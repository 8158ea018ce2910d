import { describe, expect, it } from 'vitest';
import { allEventsHref, decidedEventsHref, eventsHref, firedHref, loopEventsHref } from '@/lib/event-links';
import { eventsInput, parseEventFilter } from './events';

const ID = '00000000-0000-4000-8000-000000000000';
const inputOf = (href: string) => {
  const { searchParams } = new URL(href, 'https://parapet.example');
  return eventsInput(
    parseEventFilter((name) => searchParams.get(name)),
    null,
  );
};

describe('what an address asks of the events', () => {
  it('is everything that a person or a campaign has, until a range is chosen', () => {
    expect(inputOf(allEventsHref({ person: ID }))).toEqual({ person: ID });
    expect(inputOf(allEventsHref({ campaign: ID }))).toEqual({ campaign: ID });
    expect(inputOf(`${allEventsHref({ person: ID })}&range=30d`)).toEqual({ person: ID, range: '30d' });
  });

  it('is the usual range where it names neither, and no person where it names none that can be', () => {
    expect(inputOf('/behaviors/identity?person=ada&campaign=7')).toEqual({ range: '30d' });
  });

  it('is everything under a decision, and of a retry loop the last 30 days of what counts', () => {
    expect(inputOf(decidedEventsHref(ID))).toEqual({ under: ID });
    const loop = '0123456789abcdef'.repeat(2);
    expect(inputOf(loopEventsHref(loop))).toEqual({ loop, range: '30d', disposition: 'counted' });
    expect(inputOf('/behaviors/identity?under=x&loop=x')).toEqual({ range: '30d' });
    expect(inputOf(firedHref('new_country'))).toEqual({ kind: 'new_country', range: '30d' });
  });

  it('is a stretch of time in place of the range', () => {
    const [from, to] = ['2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z'];
    expect(inputOf(eventsHref({ from, to, range: '7d' }))).toEqual({ from, to, disposition: 'counted' });
  });
});
