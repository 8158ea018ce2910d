import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '@/server/services/operation';
import { finishSignIn } from '@/server/services/sign-in/finish-sign-in';
import { signIn } from '@/server/services/sign-in/sign-in';
import { signInWithPasskey } from '@/server/services/sign-in/sign-in-with-passkey';
import { openWebHouse, type WebHouse } from '@/tests/setup/web-house';

let house: WebHouse;

beforeAll(async () => {
  house = await openWebHouse();
  await house.setUp();
});
afterAll(() => house.close());

describe('a field of sign-in that is nested thousands deep', () => {
  const deep: unknown = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000));
  const invalid = { code: 'invalid_input' };

  it('is refused like every other that will not do', async () => {
    const who = { actor: house.anonymous('203.0.113.5'), runtime: house.runtime };
    for (const input of [
      { email: deep, password: 'x' },
      { email: 'ada@example.com', password: deep },
    ])
      await expect(execute(signIn, { ...who, input })).rejects.toMatchObject(invalid);
    await expect(
      execute(finishSignIn, { ...who, input: { pending: 'x', code: deep } }),
    ).rejects.toMatchObject(invalid);
    for (const passkey of [deep, { response: deep }])
      await expect(
        execute(signInWithPasskey, { ...who, input: { passkey, pending: '' } }),
      ).rejects.toMatchObject(invalid);
  });
});
