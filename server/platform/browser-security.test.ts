import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, pageHeaders, PLAIN_HEADERS } from './browser-security';

const PAGE = { nonce: 'bm9uY2U', https: true, development: false };

/** The directives of a policy, by name. */
function directives(policy: string): Map<string, string> {
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')];
    }),
  );
}

describe('the headers of a page', () => {
  it('keep it in its own frame, its own origin and its own type, and tell other sites nothing', () => {
    expect(pageHeaders(PAGE)).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    for (const power of ['camera', 'microphone', 'geolocation', 'payment', 'usb'])
      expect(pageHeaders(PAGE)['permissions-policy']).toContain(`${power}=()`);
  });

  it('ask browsers to come back by https for a year, where people reach it by https alone', () => {
    const [, seconds] = /^max-age=(\d+); includeSubDomains$/.exec(
      pageHeaders(PAGE)['strict-transport-security'] ?? '',
    ) ?? ['', '0'];
    expect(Number(seconds)).toBeGreaterThanOrEqual(365 * 86_400);
    const plain = pageHeaders({ ...PAGE, https: false });
    expect(plain).not.toHaveProperty('strict-transport-security');
    expect(plain['content-security-policy']).not.toContain('upgrade-insecure-requests');
  });
});

describe('the policy of a page', () => {
  it('runs scripts of this answer alone, none that are inline, evaluated, framed or from elsewhere', () => {
    const policy = directives(contentSecurityPolicy(PAGE));
    expect(policy.get('script-src')).toBe("'self' 'nonce-bm9uY2U' 'strict-dynamic'");
    expect(policy.get('style-src-elem')).toBe("'self' 'nonce-bm9uY2U'");
    for (const none of ['script-src-attr', 'object-src', 'base-uri', 'frame-src', 'frame-ancestors'])
      expect([none, policy.get(none)]).toEqual([none, "'none'"]);
    for (const self of ['default-src', 'connect-src', 'font-src', 'form-action'])
      expect([self, policy.get(self)]).toEqual([self, "'self'"]);
    expect(policy.has('upgrade-insecure-requests')).toBe(true);
  });

  it('lets only the development server evaluate code', () => {
    expect(contentSecurityPolicy(PAGE)).not.toContain('unsafe-eval');
    expect(contentSecurityPolicy({ ...PAGE, development: true })).toContain('unsafe-eval');
  });
});

describe('the headers of what is no page', () => {
  it('let it load nothing, be framed nowhere, and be taken for no other type', () => {
    expect(PLAIN_HEADERS).toEqual({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
  });
});
