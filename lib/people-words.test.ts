import { describe, expect, it } from 'vitest';
import { PEOPLE_SORTS } from '@/domain/people/people-order';
import { filterParts, orderWords } from './people-words';
import { filterInput, isNarrowing, parsePeopleFilter, peopleInput, unreadFilters } from './queries/people';

const BOARD = { id: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', name: 'Board' };

const NOT_CALLED = { watchlists: [], integrations: [], zone: 'UTC' };

function parse(address: string) {
  const parameters = new URLSearchParams(address);
  return parsePeopleFilter((name) => parameters.get(name));
}

describe('what an address asks of the list of people', () => {
  it('names the integration that knows people, where that is known', () => {
    const filter = parse(`?integration=${BOARD.id}`);
    const words = (integrations: readonly { id: string; name: string }[]) =>
      filterParts(filter, { ...NOT_CALLED, integrations });
    expect(words([{ id: BOARD.id, name: 'Duo' }])).toEqual([
      { name: 'integration', words: 'Known from Duo' },
    ]);
    expect(words([])).toEqual([{ name: 'integration', words: 'Known from one integration' }]);
    expect(isNarrowing(parse('?integration=duo'))).toBe(false);
  });

  it('is not passed over where it cannot be read', () => {
    const unread = (address: string) => {
      const parameters = new URLSearchParams(address);
      return unreadFilters((name) => parameters.get(name)).map(({ name, value }) => `${name}=${value}`);
    };
    expect(unread('?band=nonsense&watchlist=7&kind=&q=ada&sort=no')).toEqual([
      'band=nonsense',
      'watchlist=7',
    ]);
    // A band comes before a lowest band, and a group before none.
    expect(unread('?band=high&least=low&group=Legal&ungrouped=true')).toEqual([]);
  });

  it('is said in words, each of which can be taken away', () => {
    const filter = parse(
      `?outcome=got_in&least=high&group=Finance&ungrouped=true&last=7d&watchlist=${BOARD.id}&q=ada`,
    );
    const called = { ...NOT_CALLED, watchlists: [BOARD] };
    expect(filterParts(filter, called)).toEqual([
      { name: 'outcome', words: 'Outcome: Got in' },
      { name: 'least', words: 'Attack factor: High or above' },
      { name: 'group', words: 'Group: Finance' },
      { name: 'last', words: 'Last event in the last 7 days' },
      { name: 'watchlist', words: 'Watchlist: Board' },
    ]);
    expect(filterParts(filter, { ...called, watchlists: [] }).at(-1)).toEqual({
      name: 'watchlist',
      words: 'A watchlist',
    });
    expect(filterInput(filter)).toEqual({
      outcome: 'got_in',
      least: 'high',
      group: 'Finance',
      last: '7d',
      watchlist: BOARD.id,
      q: 'ada',
    });
  });

  it('says since when people entered a band in the zone of whoever reads it, with UTC beside it', () => {
    const filter = parse('?entered=2026-11-27T18:50:07.120Z');
    expect(filterParts(filter, { ...NOT_CALLED, zone: 'Asia/Kolkata' })).toEqual([
      {
        name: 'entered',
        words: 'In Medium or above, and in a higher band than on 28 Nov 2026 00:20',
        exact: '28 Nov 2026 00:20:07 (Asia/Kolkata) · 27 Nov 2026 18:50:07 UTC',
      },
    ]);
    expect(filterInput(filter)).toEqual({ entered: '2026-11-27T18:50:07.120Z' });
    expect(isNarrowing(parse('?entered=yesterday'))).toBe(false);
  });

  it('is nothing where a word is none of the choices, or no id', () => {
    const filter = parse(
      '?band=huge&outcome=perhaps&kind=x&status=asleep&last=1y&watchlist=board&sort=shoe&direction=up',
    );
    expect(isNarrowing(filter)).toBe(false);
    expect(peopleInput(filter, null)).toEqual({});
  });

  it('names every order and both of its ends', () => {
    const said = PEOPLE_SORTS.flatMap((sort) =>
      (['falling', 'rising'] as const).map((direction) => orderWords({ sort, direction })),
    );
    expect(new Set(said).size).toBe(PEOPLE_SORTS.length * 2);
    expect(orderWords(parse('?sort=fall'))).toBe('By next fall of band, soonest first');
    expect(orderWords(parse('?sort=name'))).toBe('By name, from A to Z');
  });
});
