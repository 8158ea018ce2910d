import { describe, expect, it } from 'vitest';
import { showsScoresAlone } from './stale-pages';

describe('where the frame says that a feed is stale', () => {
  it('is every page with scores on it that has no strip of feeds', () => {
    for (const page of ['/people', '/people/some-id', '/campaigns', '/campaigns/some-id', '/watchlists'])
      expect([page, showsScoresAlone(page, null)]).toEqual([page, true]);
    for (const tab of ['individuals', 'breakdown', 'latest'])
      expect([tab, showsScoresAlone('/behaviors/identity', tab)]).toEqual([tab, true]);
  });

  it('is not where the strip says it, nor where there is no score', () => {
    for (const tab of [null, 'time']) expect(showsScoresAlone('/behaviors/identity', tab)).toBe(false);
    for (const page of [
      '/dashboard',
      '/behaviors',
      '/integrations',
      '/settings/people',
      '/signals',
      '/peoples',
    ])
      expect([page, showsScoresAlone(page, null)]).toEqual([page, false]);
  });
});
