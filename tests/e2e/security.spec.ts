import { expect } from '@playwright/test';
import { test } from './member';

test('each answer carries its own nonce, and no script or style may be inline', async ({ request }) => {
  const policies = new Set<string>();
  for (let n = 0; n < 3; n += 1) {
    const response = await request.get('/dashboard');
    const policy = response.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("frame-ancestors 'none'");
    expect(/script-src [^;]*/.exec(policy)?.[0]).not.toContain('unsafe-inline');
    policies.add(policy);
  }
  expect(policies.size).toBe(3);
});

test('a change that is not JSON, comes from elsewhere or misses fields is refused with a sentence', async ({
  session,
}) => {
  const send = (data: string, headers: Record<string, string> = {}) =>
    session.api.post('/api/v1/integrations', {
      // As bytes: a text would be made into JSON on its way.
      data: Buffer.from(data),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const malformed = await send('{"name": ');
  expect(malformed.status()).toBe(400);
  expect(malformed.headers()['content-type']).toBe('application/problem+json');
  expect(await malformed.json()).toMatchObject({
    code: 'invalid_input',
    detail: 'The body is not JSON. Check its quotes, commas and braces and send it again.',
  });

  const missing = await send('{"connector": "cisco-duo"}');
  expect(missing.status()).toBe(400);
  expect(await missing.text()).toContain('"field":"name"');

  const foreign = await send('{}', { origin: 'https://elsewhere.example' });
  expect(foreign.status()).toBe(403);

  const large = await send(`{"name":"${'x'.repeat(1_100_000)}"}`);
  expect(large.status()).toBe(413);
});
