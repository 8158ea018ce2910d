import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CampaignsPage } from '@/domain/views/campaign';
import type { EventsPage, PeoplePage } from '@/domain/views/person';
import { campaignsQuery } from './campaigns';
import { eventsQuery, parseEventFilter } from './events';
import { parsePeopleFilter, peopleQuery } from './people';

const AT = '2026-11-28T09:00:00.000Z';
const PAGE = { at: AT, nextCursor: 'next' };
const NOW = { asOf: null, reading: null, collectsSince: null };
const FORGOTTEN = { namesBefore: null, eventsBefore: null };
const PEOPLE: PeoplePage = {
  ...{ ...PAGE, ...NOW, forgotten: FORGOTTEN },
  ...{ policy: 1, people: [], total: 0, entered: null, figures: null, inBands: null },
};
const EVENTS: EventsPage = { ...PAGE, ...NOW, forgotten: FORGOTTEN, policy: 1, total: 0, events: [] };
const CAMPAIGNS: CampaignsPage = {
  ...{ ...PAGE, part: 'open', outcome: null },
  ...{ counts: { open: 0, closed: 0 }, campaigns: [] },
};

/** Answers the page after a cursor, or fails to. */
type Answer = (cursor: string | null) => Promise<void>;

/** Asks a test for each page, and has it when the test lets it come. */
const after =
  <Page>(answer: Answer, page: Page) =>
  async ({ pageParam }: { pageParam: string | null }): Promise<Page> => {
    await answer(pageParam);
    return page;
  };

const nothing = () => null;
const retry = false;

/** Each list with the answers of a test. */
const LISTS = [
  [
    'people',
    (client: QueryClient, answer: Answer) => {
      const query = peopleQuery(parsePeopleFilter(nothing));
      return new InfiniteQueryObserver(client, { ...query, queryFn: after(answer, PEOPLE), retry });
    },
  ],
  [
    'events',
    (client: QueryClient, answer: Answer) => {
      const query = eventsQuery(parseEventFilter(nothing));
      return new InfiniteQueryObserver(client, { ...query, queryFn: after(answer, EVENTS), retry });
    },
  ],
  [
    'campaigns',
    (client: QueryClient, answer: Answer) => {
      const query = campaignsQuery({ part: 'open', outcome: null });
      return new InfiniteQueryObserver(client, { ...query, queryFn: after(answer, CAMPAIGNS), retry });
    },
  ],
] as const;

describe.each(LISTS)('the list of %s', (_name, open) => {
  let leave = (): void => undefined;
  afterEach(() => leave());

  /** The list, shown somewhere. */
  function shownList(answer: Answer) {
    const client = new QueryClient();
    const observer = open(client, answer);
    leave = observer.subscribe(() => undefined);
    return {
      change: () => client.invalidateQueries(),
      further: () => observer.fetchNextPage(),
      result: () => observer.getCurrentResult(),
    };
  }

  it('lets a further page come, however much changes meanwhile, and follows changes after it', async () => {
    const asked: (string | null)[] = [];
    let arrive = (): void => undefined;
    const list = shownList(async (cursor) => {
      asked.push(cursor);
      if (cursor !== null && asked.length < 3)
        await new Promise<void>((resolve) => {
          arrive = resolve;
        });
    });
    await vi.waitFor(() => expect(list.result().data?.pages).toHaveLength(1));
    const further = list.further();
    await list.change();
    await list.change();
    expect(asked).toEqual([null, 'next']);
    arrive();
    await further;
    expect(list.result().data?.pages).toHaveLength(2);
    await list.change();
    expect(asked).toEqual([null, 'next', null, 'next']);
  });

  it('goes on saying that a further page could not be read', async () => {
    const list = shownList((cursor) => (cursor === null ? Promise.resolve() : Promise.reject(new Error())));
    await vi.waitFor(() => expect(list.result().data?.pages).toHaveLength(1));
    await list.further();
    await list.change();
    expect(list.result().isFetchNextPageError).toBe(true);
  });

  it('stands still once somebody has gone far down, and is not read anew', async () => {
    let asked = 0;
    const list = shownList(() => {
      asked += 1;
      return Promise.resolve();
    });
    await vi.waitFor(() => expect(list.result().data?.pages).toHaveLength(1));
    for (let page = 0; page < 5; page += 1) await list.further();
    expect(asked).toBe(6);
    await list.change();
    expect(asked).toBe(6);
  });
});
