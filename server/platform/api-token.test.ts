import { describe, expect, it } from 'vitest';
import { API_TOKEN, apiTokenHash, endingOf, isWellFormedToken, newApiToken } from './api-token';

describe('an API token', () => {
  it('is of one form, of its own, and names itself to scanners', () => {
    const tokens = Array.from({ length: 500 }, newApiToken);
    expect(new Set(tokens).size).toBe(500);
    for (const token of tokens) {
      expect(token).toMatch(API_TOKEN);
      expect(token).toHaveLength(57);
      expect(isWellFormedToken(token)).toBe(true);
    }
  });

  it('that was cut off, mistyped or made up is told apart by its check digits', () => {
    const token = newApiToken();
    const other = (char: string) => (char === 'a' ? 'b' : 'a');
    for (let at = 8; at < token.length; at += 1) {
      const mistyped = token.slice(0, at) + other(token.charAt(at)) + token.slice(at + 1);
      expect({ at, known: isWellFormedToken(mistyped) }).toEqual({ at, known: false });
    }
    const swapped = token.replace(
      /^parapet_(.)(.*)$/,
      (_, first: string, rest: string) => `parapet_${rest}${first}`,
    );
    for (const wrong of [token.slice(0, -1), `${token}0`, token.toUpperCase(), '', 'parapet_', ` ${token}`])
      expect({ wrong, known: isWellFormedToken(wrong) }).toEqual({ wrong, known: false });
    expect(isWellFormedToken(swapped)).toBe(swapped === token);
  });

  it('is kept as a hash that does not hold it', () => {
    const token = newApiToken();
    expect(apiTokenHash(token)).toMatch(/^[0-9a-f]{64}$/);
    expect(apiTokenHash(token)).not.toContain(token.slice(8, 20));
    expect(endingOf(token)).toBe(token.slice(53));
  });
});
