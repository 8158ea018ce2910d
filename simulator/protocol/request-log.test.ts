import { expect, it } from 'vitest';
import { RequestLog } from './request-log';

it('knows of each path how many, how many at once, within a minute, and the shortest gap', () => {
  const log = new RequestLog();
  const first = log.begin('/a', '', 0);
  const second = log.begin('/a', '', 400);
  log.end(first, 500);
  log.end(second, 600);
  log.end(log.begin('/a', '', 59_999), 60_000);
  log.end(log.begin('/a', '', 61_000), 61_001);
  log.end(log.begin('/b', '', 1), 2);
  expect(log.report('/a')).toMatchObject({
    '/a': { count: 4, mostOpen: 2, mostInAMinute: 3, shortestGapMs: 400 },
  });
  expect(Object.keys(log.report(null))).toEqual(['/a', '/b']);
  expect(log.report('/b')).toMatchObject({ '/b': { shortestGapMs: null } });
});

it('forgets on demand, but not what is still open', () => {
  const log = new RequestLog();
  const open = log.begin('/a', '', 0);
  log.end(log.begin('/b', '', 0), 1);
  log.clear();
  expect(Object.keys(log.report(null))).toEqual(['/a']);
  expect(log.report('/a')).toMatchObject({ '/a': { count: 1, open: 1, mostOpen: 1, last: [] } });
  log.end(open, 5);
  expect(log.report('/a')).toMatchObject({ '/a': { open: 0, statuses: { 0: 1 } } });
});
