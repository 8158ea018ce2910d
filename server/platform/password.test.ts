import { parseOptions } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password';

describe('passwords', () => {
  it('are kept as argon2id with a salt of their own', async () => {
    const [one, two] = await Promise.all([hashPassword('copper kettle'), hashPassword('copper kettle')]);
    expect(one).toMatch(/^\$argon2id\$/);
    expect(one).not.toBe(two);
    expect(parseOptions(one)).toMatchObject({ memoryCost: 47_104, timeCost: 2, parallelism: 1 });
  });

  it('are right or wrong, whatever keyboard composed them', async () => {
    const stored = await hashPassword('Zoë copper kettle');
    expect(await verifyPassword(stored, 'Zoe\u0308 copper kettle')).toBe(true);
    expect(await verifyPassword(stored, 'zoë copper kettle')).toBe(false);
  });

  it('are never right for a member who does not exist', async () => {
    expect(await verifyPassword(null, 'copper kettle')).toBe(false);
  });

  it('are hashed a few at a time; when far too many wait, the rest is told to come back', async () => {
    const results = await Promise.allSettled(Array.from({ length: 60 }, () => verifyPassword(null, 'x')));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(18);
    expect(refused[0]?.reason).toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
    expect(await verifyPassword(null, 'x')).toBe(false);
  });
});
