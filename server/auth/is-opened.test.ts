import { describe, expect, it } from 'vitest';
import { isOpened } from './is-opened';

describe('a page', () => {
  it.each([
    [
      'is opened by an address that is typed or a page that is loaded anew',
      { 'sec-fetch-mode': 'navigate' },
      true,
    ],
    ['is opened by a program that does not say how it asks', {}, true],
    ['is not opened by a page that reads it in advance', { 'sec-fetch-mode': 'cors' }, false],
    ['is not opened by a page that reads it as its own', { 'sec-fetch-mode': 'same-origin' }, false],
  ])('%s', (_what, headers, opened) => {
    expect(isOpened(new Headers(Object.entries(headers)))).toBe(opened);
  });
});
