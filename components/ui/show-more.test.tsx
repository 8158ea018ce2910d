import { MantineProvider } from '@mantine/core';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Problem } from '@/lib/api/problem';
import type { LongList } from '@/lib/queries/long-list';
import { ShowMore } from './show-more';

const LIST: LongList = {
  error: null,
  hasNextPage: true,
  isFetchingNextPage: false,
  isFetchNextPageError: false,
  fetchNextPage: () => Promise.resolve(),
};

const said = (list: Partial<LongList>) =>
  renderToString(
    <MantineProvider>
      <ShowMore list={{ ...LIST, ...list }} what="events" />
    </MantineProvider>,
  ).replaceAll('<!-- -->', '');

describe('the end of a list', () => {
  const failed = { isFetchNextPageError: true, error: new Problem(503, 'unavailable', 'Wait a minute.') };

  it('offers more while there is more, and nothing after', () => {
    expect(said({})).toContain('Show older events');
    expect(said({ hasNextPage: false })).not.toContain('<button');
  });

  it('says what could not be read and why, with a way to try again', () => {
    const page = said(failed);
    expect(page).toMatch(/role="alert".*Older events could not be read\..*Wait a minute\..*Try again/);
    expect(page).not.toContain('Show older events');
  });

  it('shows that it tries again', () => {
    const page = said({ ...failed, isFetchingNextPage: true });
    expect(page).not.toContain('role="alert"');
    expect(page).toMatch(/data-loading="true"[^>]*>.*Show older events/);
  });
});
