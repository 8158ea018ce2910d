import { expect, it } from 'vitest';
import { RateLimit } from './rate-limit';

it('refuses the request after the last of a minute and admits again when the first has aged out', () => {
  const limit = new RateLimit('default');
  expect([0, 1000, 2000].map((now) => limit.admits('/a', 2, now))).toEqual([true, true, false]);
  expect(limit.admits('/b', 2, 2000)).toBe(true);
  expect(limit.admits('/a', 2, 60_001)).toBe(true);
  expect(limit.admits('/a', 2, 60_002)).toBe(false);
});

it('admits everything when switched off', () => {
  const limit = new RateLimit('off');
  expect([1, 2, 3].every((now) => limit.admits('/a', 0, now))).toBe(true);
});

it('takes a number for every endpoint, whatever Duo allows there', () => {
  const limit = new RateLimit(3);
  expect([0, 1, 2, 3].map((now) => limit.admits('/a', 50, now))).toEqual([true, true, true, false]);
});
