import type { ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { PeoplePage, PersonRow, Reading } from '@/domain/views/person';
import { Problem } from '@/lib/api/problem';
import { ClockProvider } from '@/lib/clock';
import { makeQueryClient } from '@/lib/queries/client';
import { momentFault } from '@/lib/queries/past';
import { parsePeopleFilter, peopleQuery } from '@/lib/queries/people';
import { axeViolations } from './axe-violations';
import { DashboardScreen } from './dashboard/dashboard-screen';
import { PageHouse } from './page-house';
import { PeopleNotRead } from './people/people-not-read';
import { PeopleScreen } from './people/people-screen';
import { PastStrip } from './ui/past-strip';

const AT = '2026-11-12T03:10:00.000Z';
const NONE = { very_low: 0, low: 0, medium: 0, high: 0, very_high: 0 };
const PERSON: PersonRow = {
  ...{ id: '00000000-0000-4000-8000-000000000001', name: 'Ada', username: 'ada', email: null, groups: [] },
  ...{ outcome: 'refused', criticality: 'standard', criticalityFrom: { by: 'default', group: null } },
  attackFactor: { score: 6.1, uncapped: 6.1, shown: '6.1', band: 'high' },
  humanRisk: null,
  fallsBelow: { band: 'high', at: '2026-11-16T05:10:00.000Z', days: 4.08 },
  ...{ leavesCapAt: null, events: 3, lastEventAt: '2026-11-12T03:00:00.000Z' },
  directory: { standing: 'present', leftAt: null, status: 'active', enrolled: true },
};

function pageOf(reading: Reading, changes: Partial<PeoplePage>): PeoplePage {
  return {
    ...{ at: AT, asOf: AT, reading, collectsSince: null, policy: 3, total: 1, nextCursor: null },
    entered: null,
    forgotten: { namesBefore: null, eventsBefore: null },
    people: [PERSON],
    figures: { people: 1, bands: { ...NONE, high: 1 }, risk: { bands: NONE, without: 1 } },
    inBands: { score: 'attack_factor', bands: { ...NONE, high: 1 } },
    ...changes,
  };
}

/** The list of people of that moment, as the first paint of it. */
function people(reading: Reading, changes: Partial<PeoplePage> = {}, search = ''): string {
  const client = makeQueryClient();
  const address = new URLSearchParams(
    `at=${AT}${reading === 'hindsight' ? '&reading=hindsight' : ''}${search}`,
  );
  const filter = parsePeopleFilter((name) => address.get(name));
  const { queryKey } = peopleQuery(filter, { at: AT, reading });
  client.setQueryData(queryKey, { pages: [pageOf(reading, changes)], pageParams: [null] });
  return paint(<PeopleScreen />, client, address.toString());
}

function paint(screen: ReactElement, client: ReturnType<typeof makeQueryClient>, search: string): string {
  return renderToString(
    <PageHouse client={client} search={search}>
      {screen}
    </PageHouse>,
  );
}

const plain = (html: string) => html.replace(/<!-- -->/g, '').replace(/<[^>]*>/g, '');

describe('people of a past moment', () => {
  it.each(['garbage', '2199-01-01T00:00:00Z', '1999-01-01T00:00:00Z'])(
    'are not those of now without a word, where the address names %s',
    (named) => {
      const client = makeQueryClient();
      const { queryKey } = peopleQuery(parsePeopleFilter(() => null));
      const now = { ...pageOf('then', {}), asOf: null };
      client.setQueryData(queryKey, { pages: [now], pageParams: [null] });
      const said = plain(paint(<PeopleScreen />, client, `at=${named}`));
      expect(said).toContain(`You see now. The address names “${named}”`);
      expect(plain(paint(<PeopleScreen />, client, ''))).not.toContain('You see now');
    },
  );

  it('say of which moment and by which knowledge they are, and lead back to now', async () => {
    const html = people('then');
    expect(plain(html)).toContain('as known then.');
    expect(html).toContain('Back to now');
    expect(plain(html)).toContain('the policy (3) of then');
    expect(await axeViolations(html)).toEqual([]);
    expect(plain(people('hindsight'))).toContain('with hindsight.');
  });

  it('say the day of the moment where it is of today too', () => {
    const at = Date.parse(AT);
    const said = (now: number): string =>
      plain(
        renderToString(
          <ClockProvider now={now} zone="UTC">
            <PageHouse client={makeQueryClient()} search={`at=${AT}`}>
              <PastStrip asOf={AT} reading="then" />
            </PageHouse>
          </ClockProvider>,
        ),
      );
    expect(said(at + 3_600_000)).toContain('You see today, 12 Nov 03:10:00, as known then.');
    expect(said(at + 24 * 3_600_000)).toContain('You see 12 Nov 03:10:00, as known then.');
  });

  it('say of a watchlist that it is by the rule of now, and only where one is chosen', () => {
    const words = 'Who was on the watchlist is reckoned by the rule that it has now.';
    expect(plain(people('then', {}, `&watchlist=${PERSON.id}`))).toContain(words);
    expect(plain(people('hindsight', {}, `&watchlist=${PERSON.id}`))).toContain(words);
    expect(plain(people('then'))).not.toContain(words);
  });

  it('lead to profiles of the same moment, and fall as from then', () => {
    const html = people('hindsight');
    expect(html).toContain(`/people/${PERSON.id}?at=${encodeURIComponent(AT)}&amp;reading=hindsight`);
    expect(plain(html)).toContain('4 d 2 h');
    expect(html).toContain(`at=${encodeURIComponent(AT)}&amp;reading=hindsight" download`);
  });

  it('say in the column that no human risk score of then is kept', () => {
    expect(plain(people('then'))).toContain('none of then');
    expect(plain(people('then'))).not.toContain('not known');
  });

  it('say since when Parapet collects where the moment lies before, and point to hindsight', async () => {
    const since = { collectsSince: '2026-11-20T08:00:00.000Z', people: [], total: 0 };
    const html = people('then', { ...since, figures: null });
    expect(plain(html)).toContain('Nobody was known yet.');
    expect(plain(html)).toContain('Parapet has collected since');
    expect(await axeViolations(html)).toEqual([]);
  });

  it('say of nobody who matches that it was so then', () => {
    const html = people('then', { people: [], total: 0 }, '&kind=new_country');
    expect(plain(html)).toContain('At that moment there was nobody');
  });

  it('keep the moment and the way back when they could not be read', async () => {
    const client = makeQueryClient();
    client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retryOnMount: false } });
    for (const screen of [<PeopleScreen key="people" />, <DashboardScreen key="dashboard" />]) {
      paint(screen, client, `at=${AT}`);
      for (const query of client.getQueryCache().getAll())
        query.setState({
          ...{ status: 'error', fetchStatus: 'idle', errorUpdateCount: 1 },
          error: new Problem(400, 'invalid_input', 'at: choose a later moment.'),
        });
      const html = paint(screen, client, `at=${AT}`);
      expect(html).toContain('at: choose a later moment.');
      expect(html).toContain('Back to now');
      expect(await axeViolations(html)).toEqual([]);
    }
  });
});

describe('people who are narrowed to what there is not', () => {
  const said = (field: string, past: boolean): string => {
    const message = `${field}: there is none with this id.`;
    const error = new Problem(400, 'invalid_input', message, [{ field, message }]);
    return plain(
      renderToString(
        <PageHouse client={makeQueryClient()}>
          <PeopleNotRead error={error} q="" past={past} named retry={() => undefined} />
        </PageHouse>,
      ),
    );
  };

  it('say what is gone, or has no past, and lead on to everybody', () => {
    expect(said('integration', false)).toMatch(/This integration is no longer there\..*Show everybody$/);
    expect(said('watchlist', false)).toMatch(/This watchlist is no longer there\..*Show everybody$/);
    expect(said('integration', true)).toMatch(
      /From where people were known has no past\..*Show everybody of then$/,
    );
    expect(said('watchlist', true)).toMatch(/This watchlist has no past\..*Show everybody of then$/);
    expect(said('kind', false)).toContain('The people could not be read.');
  });
});

it('an instant that is none, is yet to come or lies before the year 2020 is refused where it is typed', () => {
  const now = Date.parse('2026-11-28T09:00:00Z');
  expect(momentFault(null, now)).toBe('Choose a day and a time.');
  expect(momentFault(now + 1, now)).toContain('yet to come');
  expect(momentFault(Date.UTC(2019, 11, 31), now)).toContain('2020');
  expect(momentFault(now, now)).toBeNull();
});
