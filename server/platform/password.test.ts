import { parseOptions } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password';

describe('passwords', () => {
  it('are kept as argon2id with a salt of their own', async () => {
    const [one, two] = await Promise.all([
      hashPassword('copper kettle', null),
      hashPassword('copper kettle', null),
    ]);
    expect(one).toMatch(/^\$argon2id\$/);
    expect(one).not.toBe(two);
    expect(parseOptions(one)).toMatchObject({ memoryCost: 47_104, timeCost: 2, parallelism: 1 });
  });

  it('are right or wrong, whatever keyboard composed them', async () => {
    const stored = await hashPassword('Zoë copper kettle', null);
    expect(await verifyPassword(stored, 'Zoe\u0308 copper kettle', null)).toBe(true);
    expect(await verifyPassword(stored, 'zoë copper kettle', null)).toBe(false);
  });

  it('are never right for a member who does not exist', async () => {
    expect(await verifyPassword(null, 'copper kettle', null)).toBe(false);
  });

  it('are hashed a few at a time; when far too many wait, the rest is told to come back', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, () => verifyPassword(null, 'x', null)),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(18);
    expect(refused[0]?.reason).toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
    expect(await verifyPassword(null, 'x', null)).toBe(false);
  });

  it('are compared for everybody else while one network, in many addresses, sends as many as it can', async () => {
    let goes = true;
    let sent = 0;
    const flood = Array.from({ length: 60 }, async () => {
      while (goes) {
        sent += 1;
        const address = `2001:db8:9:${(sent % 256).toString(16)}::${sent.toString(16)}`;
        await verifyPassword(null, 'x', address).catch(() => new Promise((later) => setTimeout(later, 1)));
      }
    });
    const stored = await hashPassword('copper kettle', '203.0.113.200');
    for (let n = 0; n < 3; n += 1)
      expect(await verifyPassword(stored, 'copper kettle', '203.0.113.200')).toBe(true);
    goes = false;
    await Promise.all(flood);
    expect(sent).toBeGreaterThan(60);
  });
});
