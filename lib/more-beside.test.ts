import { expect, it } from 'vitest';
import { moreBeside } from './more-beside';

it('a strip says on which sides it goes on', () => {
  const at = (scrollLeft: number) => moreBeside({ scrollLeft, scrollWidth: 1000, clientWidth: 358 });
  expect(at(0)).toBe('end');
  expect(at(300)).toBe('both');
  expect(at(641.6)).toBe('start');
  expect(moreBeside({ scrollLeft: 0, scrollWidth: 358, clientWidth: 358 })).toBe('none');
});
