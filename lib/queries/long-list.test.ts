import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PeoplePage } from '@/domain/views/person';
import { KEY } from './keys';
import { parsePeopleFilter, peopleQuery } from './people';

const PAGE: PeoplePage = { at: '', policy: 1, people: [], total: 0, figures: null, nextCursor: 'next' };

/** The list of people with the answers of a test, shown somewhere. */
function shownList(answer: (cursor: string | null) => Promise<PeoplePage>) {
  const client = new QueryClient();
  const query = peopleQuery(parsePeopleFilter(() => null));
  const observer = new InfiniteQueryObserver(client, {
    ...query,
    queryFn: ({ pageParam }: { pageParam: string | null }) => answer(pageParam),
    retry: false,
  });
  const leave = observer.subscribe(() => undefined);
  const change = () => client.invalidateQueries({ queryKey: [KEY.people] });
  return { observer, leave, change, result: () => observer.getCurrentResult() };
}

describe('the list of people', () => {
  let leave = (): void => undefined;
  afterEach(() => leave());

  it('lets a further page come, however much changes meanwhile, and follows changes after it', async () => {
    const asked: (string | null)[] = [];
    let arrive = (): void => undefined;
    const list = shownList(async (cursor) => {
      asked.push(cursor);
      if (cursor !== null && asked.length < 3)
        await new Promise<void>((resolve) => {
          arrive = resolve;
        });
      return PAGE;
    });
    leave = list.leave;
    await vi.waitFor(() => expect(list.result().data?.pages).toHaveLength(1));
    const further = list.observer.fetchNextPage();
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
    const list = shownList((cursor) =>
      cursor === null ? Promise.resolve(PAGE) : Promise.reject(new Error()),
    );
    leave = list.leave;
    await vi.waitFor(() => expect(list.result().data?.pages).toHaveLength(1));
    await list.observer.fetchNextPage();
    await list.change();
    expect(list.result().isFetchNextPageError).toBe(true);
  });
});
