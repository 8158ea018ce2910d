import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newPasswordProblem } from './new-password';

const EMAIL = 'ada.byron@example.com';
const COMMON = /guessing list/;

describe('a new password', () => {
  it('is compared with at least the three thousand that people choose most', () => {
    const lines = readFileSync('server/platform/common-passwords.txt', 'utf8').trim().split('\n');
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.length).toBeGreaterThan(10_000);
    expect(lines.every((line) => line === line.toLowerCase())).toBe(true);
    for (const word of ['password', '123456', 'qwerty', 'dragon', 'letmein']) expect(lines).toContain(word);
  });

  it.each([
    'Password1234',
    'p@ssw0rd1234!',
    '123456789012',
    'qwertyuiop12',
    'Dragon2026!!!',
    'letmeinletmein',
    '!!sunshine99!',
    'monkeymonkeymonkey',
    'Correcthorsebatterystaple',
    'changeme changeme',
    'dragon-dragon-dragon',
  ])('is refused where a guessing program has it at once: %s', (password) => {
    expect(newPasswordProblem(password, EMAIL)).toMatch(COMMON);
  });

  it.each([
    'Parapet2026!',
    'p4r4pet-12345',
    'parapetparapet',
    'DuoSecurity1!',
    'Cisco Duo 2026',
    'parapet 2026 parapet',
  ])('is refused where it is a word of this product: %s', (password) => {
    expect(newPasswordProblem(password, EMAIL)).toMatch(COMMON);
  });

  it.each([
    'AdaByron2026!',
    'ada.byron-1815',
    'Ada Byron 1815',
    'Byron12345678',
    'Example-2026!',
    'example.com1',
    'example-byron-2026',
    'byron2026byron',
  ])('is refused where it is a name of the person or their organisation: %s', (password) => {
    expect(newPasswordProblem(password, EMAIL)).toMatch(/guessing list|not your e-mail address/);
    expect(newPasswordProblem(password, 'someone@elsewhere.net')).toBeNull();
  });

  it.each(['miastone2026!', 'Traders-mia-stone', 'northwindtraders1', 'Northwind 2026 st0ne'])(
    'is refused where it is made of what the person and the account are called: %s',
    (password) => {
      expect(newPasswordProblem(password, EMAIL, ['Mia Stone', 'Northwind Traders'])).toMatch(COMMON);
      expect(newPasswordProblem(password, EMAIL)).toBeNull();
    },
  );

  it.each([
    'copper kettle on the sill',
    'a lantern beside the harbour',
    'dragon-lantern-sill-9',
    'vT9#kq2!mZ0p',
  ])('will do where it is none of these: %s', (password) => {
    expect(newPasswordProblem(password, EMAIL)).toBeNull();
  });

  it('is refused for what it is before it is looked up', () => {
    expect(newPasswordProblem('dragon', EMAIL)).toMatch(/at least 12/);
  });
});
