import { describe, expect, it } from 'vitest';
import { localPathOr } from './local-path';

describe('where to go after signing in', () => {
  it('is the page that was asked for', () => {
    expect(localPathOr('/people/7?tab=identity#x', '/dashboard')).toBe('/people/7?tab=identity');
  });

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/x\\..\\y',
    '/..//evil.example',
    '/api/v1/session',
    '/sign-in?next=/sign-in',
    '',
    undefined,
    ['/people'],
  ])('is never %j', (wanted) => {
    expect(localPathOr(wanted, '/dashboard')).toBe('/dashboard');
  });
});
