import { describe, expect, it } from 'vitest';
import { findChoices } from '@/lib/find-choices';
import { SETTINGS } from './settings-nav';

describe('a page of the settings', () => {
  it.each([
    ['retention', 'Privacy'],
    ['data', 'Privacy'],
    ['passkeys', 'Your sign-in'],
    ['alerts', 'Notifications'],
    ['sso', 'Single sign-on'],
    ['permissions', 'Roles'],
    ['half-life', 'Scoring policy'],
  ])('is found by what it is about: %s is under %s', (typed, label) => {
    expect(findChoices(SETTINGS, typed).map((place) => place.label)).toEqual([label]);
  });

  it('has words of its own', () => {
    expect(new Set(SETTINGS.map(({ words }) => words)).size).toBe(SETTINGS.length);
  });
});
