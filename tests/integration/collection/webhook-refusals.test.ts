import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { getIntegration } from '@/server/services/integrations/get-integration';
import { replaceKeys } from '@/server/services/integrations/replace-keys';
import {
  disableIntegration,
  enableIntegration,
  pauseIntegration,
  resumeIntegration,
} from '@/server/services/integrations/steer-integration';
import { testIntegration } from '@/server/services/integrations/test-connection';
import { execute } from '@/server/services/operation';
import {
  answerOf,
  openWebhookHouse,
  problemOf,
  reported,
  taken,
  type Webhook,
  type WebhookHouse,
} from '@/tests/setup/webhook-house';

let house: WebhookHouse;
let hook: Webhook;
beforeAll(async () => {
  house = await openWebhookHouse();
  hook = await house.connect();
});
afterAll(() => house.close());

const statusOf = async ({ actor, integrationId: id }: Webhook) =>
  execute(getIntegration, { actor, runtime: house.runtime, input: { id } });
const steer = (
  operation: typeof pauseIntegration | typeof disableIntegration,
  { actor, integrationId: id }: Webhook,
) =>
  operation === pauseIntegration
    ? execute(pauseIntegration, { actor, runtime: house.runtime, input: { id } })
    : execute(disableIntegration, { actor, runtime: house.runtime, input: { id } });

describe('a delivery that is refused', () => {
  const body = { events: [reported()] };
  const wrong = { secret: 'parapet_somebody-else' };

  it('for its signature or its time, says which, by how much, and writes nothing', async () => {
    const own = await house.connect();
    const refused = async (wish: Parameters<WebhookHouse['deliver']>[2]) => {
      const problem = await problemOf(await house.deliver(own, body, wish));
      expect(problem).toMatchObject({ status: 401, code: 'unproven' });
      return `${problem.errors[0]?.field}: ${problem.detail}`;
    };
    expect(await refused(wrong)).toMatch(/^Parapet-Signature: .* does not match/);
    expect(await refused({ headers: { 'Parapet-Signature': undefined } })).toMatch(
      /^Parapet-Signature: .* missing/,
    );
    expect(await refused({ headers: { 'Parapet-Signature': `v1=${'0'.repeat(63)}` } })).toMatch(
      /does not match/,
    );
    expect(await refused({ headers: { 'Parapet-Signature': `v0=${'0'.repeat(64)}` } })).toMatch(
      /does not match/,
    );
    expect(await refused({ headers: { 'Parapet-Timestamp': undefined } })).toMatch(
      /^Parapet-Timestamp: .* missing/,
    );
    expect(await refused({ headers: { 'Parapet-Timestamp': 'now' } })).toMatch(
      /^Parapet-Timestamp: .* wrong/,
    );
    // The timestamp is part of what is signed.
    expect(
      await refused({ headers: { 'Parapet-Timestamp': String(Math.floor(Date.now() / 1000) - 7) } }),
    ).toMatch(/does not match/);
    expect(await refused({ skewMs: -400_000 })).toMatch(/40[01] seconds behind our clock; 300 are allowed/);
    expect(await refused({ skewMs: 302_000 })).toMatch(/30[123] seconds ahead of our clock/);
    expect([await house.count('run', own), await house.count('inbound_delivery', own)]).toEqual([0, 0]);
    expect((await statusOf(own)).status.word).toBe('waiting_delivery');
  });

  it('is taken with a skew of less than five minutes, and with one right signature among several', async () => {
    const empty = { events: [] };
    expect(await answerOf(await house.deliver(hook, empty, { skewMs: -290_000 }))).toEqual(taken(0));
    expect(await answerOf(await house.deliver(hook, empty, { skewMs: 290_000 }))).toEqual(taken(0));
    const among = (hmac: string) => `v2=new, v1=${'0'.repeat(64)}, v1=${hmac.toUpperCase()}`;
    expect(await answerOf(await house.deliver(hook, empty, { signature: among }))).toEqual(taken(0));
  });

  it('for its form, says the field', async () => {
    const refused = async (what: object | string | Buffer, wish = {}) =>
      problemOf(await house.deliver(hook, what, wish));
    expect(await refused('{"events":[', {})).toMatchObject({ status: 400, errors: [{ field: 'body' }] });
    expect(await refused(Buffer.from([0x7b, 0xff]), {})).toMatchObject({
      status: 400,
      errors: [{ field: 'body' }],
    });
    for (const what of [[], '"x"', '{}', { events: {} }, { events: null }])
      expect(await refused(what)).toMatchObject({ status: 400, errors: [{ field: 'events' }] });
    const many = { events: Array.from({ length: 1_001 }, () => 1) };
    expect(await refused(many)).toMatchObject({
      status: 400,
      errors: [{ field: 'events' }],
    });
    for (const key of [undefined, 'short', 'with space in it', 'x'.repeat(129)])
      expect(await refused(body, { headers: { 'Parapet-Delivery': key } })).toMatchObject({
        status: 400,
        errors: [{ field: 'Parapet-Delivery' }],
      });
  });

  it('for its size or its type, before anything is looked up', async () => {
    const large = JSON.stringify({ events: [], fill: 'x'.repeat(1_048_576) });
    for (const address of [hook.address, hook.address.replace(/.{12}$/, '000000000000')]) {
      expect(await problemOf(await house.deliver(hook, large, { address }))).toMatchObject({ status: 413 });
      const headers = { 'Content-Type': 'text/plain' };
      expect(await problemOf(await house.deliver(hook, body, { address, headers }))).toMatchObject({
        status: 415,
      });
      const packed = { 'Content-Encoding': 'gzip' };
      expect(await problemOf(await house.deliver(hook, body, { address, headers: packed }))).toMatchObject({
        status: 415,
      });
    }
  });

  it('wherever there is nothing, is refused alike', async () => {
    const disabled = await house.connect();
    await steer(disableIntegration, disabled);
    const paused = await house.connect();
    await steer(pauseIntegration, paused);
    const stranger = await house.connect();
    const origin = new URL(hook.address).origin;
    const nowhere = [
      await house.deliver(hook, body, { address: `${origin}/api/inbound/${randomUUID()}/${randomUUID()}` }),
      await house.deliver(hook, body, { address: `${origin}/api/inbound/${hook.accountId}/${randomUUID()}` }),
      await house.deliver(hook, body, { address: `${origin}/api/inbound/x/y` }),
      // Signed as it should be, but under the name of another account.
      await house.deliver(hook, body, {
        address: `${origin}/api/inbound/${stranger.accountId}/${hook.integrationId}`,
      }),
      await house.deliver(disabled, body),
      await house.deliver(disabled, body, wrong),
      await house.deliver(paused, body, wrong),
    ];
    const said = await Promise.all(
      nowhere.map(async (response) => {
        const { requestId: _, ...rest } = z
          .looseObject({ requestId: z.string() })
          .parse(await response.json());
        const headers = [...response.headers].filter(([name]) => name !== 'x-request-id');
        return JSON.stringify([response.status, headers, rest]);
      }),
    );
    expect(new Set(said).size).toBe(1);
    expect(said[0]).toContain('There is nothing at this address.');
  });

  it('while it is paused, is asked to come again, and goes in after it', async () => {
    const own = await house.connect();
    const key = randomUUID();
    await steer(pauseIntegration, own);
    const later = await house.deliver(own, body, { key });
    expect(later.headers.get('retry-after')).toBe('300');
    const { status, detail } = await problemOf(later);
    expect([status, detail]).toEqual([
      503,
      'This integration is paused. Keep the delivery and send it again later.',
    ]);
    expect((await statusOf(own)).status.word).toBe('paused');
    const input = { id: own.integrationId, missed: 'catch_up' };
    await execute(resumeIntegration, { actor: own.actor, runtime: house.runtime, input });
    expect(await answerOf(await house.deliver(own, { events: [reported()] }, { key }))).toEqual(taken(1));
  });

  it('after it was disabled and enabled again, takes what occurs from then on', async () => {
    const own = await house.connect();
    await steer(disableIntegration, own);
    const missed = reported();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await execute(enableIntegration, {
      actor: own.actor,
      runtime: house.runtime,
      input: { id: own.integrationId },
    });
    expect(await answerOf(await house.deliver(own, { events: [missed, reported()] }))).toEqual(
      taken(1, { ignored: 1 }),
    );
  });

  it('for being too many, says when to come again, for each integration and for each address', async () => {
    house.stopped = Date.now();
    const own = await house.connect();
    const statuses: number[] = [];
    for (let n = 0; n < 130 && statuses.at(-1) !== 429; n += 1)
      statuses.push((await house.deliver(own, { events: [] }, { key: 'always-the-same' })).status);
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.length).toBeGreaterThan(100);
    expect((await house.deliver(hook, { events: [] })).status).toBe(200);

    const from = '203.0.113.99';
    const flood = await Promise.all(
      Array.from({ length: 300 }, () =>
        house.deliver(hook, body, { from, headers: { 'Content-Type': 'x' } }),
      ),
    );
    const held = flood.find(({ status }) => status === 429);
    expect(Number(held?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await house.deliver(hook, { events: [] })).status).toBe(200);
    house.stopped = null;
  });

  it('whatever its body holds, is never a fault of ours', async () => {
    const own = await house.connect();
    let sent = 0;
    const key = fc.constantFrom(
      'id',
      'kind',
      'occurredAt',
      'person',
      'outcome',
      'confidence',
      'ip',
      'country',
      'details',
      'description',
      'source',
    );
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.constantFrom(
        'leaked_password',
        'approved',
        new Date().toISOString(),
        '0.0.0.0',
        '::ffff:1.2.3.4',
        '\ud800',
        'a\u0000b',
        '\u202e',
        1e308,
        -0,
      ),
    );
    const event = fc.dictionary(key, value).map((changes) => ({ ...reported(), ...changes }));
    const text = fc.oneof(
      fc.array(fc.oneof(event, fc.jsonValue()), { maxLength: 4 }).map((events) => JSON.stringify({ events })),
      fc.json(),
      fc.string(),
      fc.tuple(fc.nat(60), fc.nat(60)).map(([at, length]) => {
        const sound = JSON.stringify({ events: [reported({ person: { username: 'é🙂' } })] });
        return sound.slice(0, at) + sound.slice(at + length);
      }),
    );
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        sent += 1;
        // Two a second are taken of one integration.
        if (sent % 100 === 0) house.ahead += 60_000;
        const { status } = await house.deliver(own, Buffer.from(body));
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 300 },
    );
    house.ahead = 0;
  }, 60_000);
});

describe('the secret', () => {
  it('is shown once, and replaced with an overlap that the form chose', async () => {
    const own = await house.connect();
    expect(own.secret).toMatch(/^parapet_[\w-]{43}$/);
    const replace = async (overlap: string) => {
      const { reveal } = await execute(replaceKeys, {
        actor: own.actor,
        runtime: house.runtime,
        input: { id: own.integrationId, fields: { reporter: 'Leak Watch', overlap } },
      });
      return reveal[0]?.value ?? '';
    };
    const status = async (secret: string) => (await house.deliver(own, { events: [] }, { secret })).status;
    const second = await replace('2');
    expect(second).not.toBe(own.secret);
    expect([await status(own.secret), await status(second)]).toEqual([200, 200]);
    house.ahead = 2 * 3_600_000 + 1_000;
    expect([await status(own.secret), await status(second)]).toEqual([401, 200]);
    house.ahead = 0;
    const third = await replace('0');
    expect([await status(own.secret), await status(second), await status(third)]).toEqual([401, 401, 200]);
    const input = { id: own.integrationId };
    const tested = await execute(testIntegration, { actor: own.actor, runtime: house.runtime, input });
    expect(tested).toMatchObject({ ok: true, steps: [{ step: 'signature', state: 'ok' }] });
  });

  it('is in no log, no answer, no audit entry and no row that is not sealed', async () => {
    const own = await house.connect();
    await house.deliver(own, { events: [reported()] });
    await house.deliver(own, { events: [reported()] }, { secret: `${own.secret}x` });
    const tables = await house.sql(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    const canary = own.secret.slice('parapet_'.length);
    expect(canary).toHaveLength(43);
    for (const { name } of tables) {
      const [row] = await house.sql(
        `SELECT count(*)::int AS n FROM "${String(name)}" t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0`,
        [canary, Buffer.from(canary).toString('hex')],
      );
      expect([name, row?.['n']]).toEqual([name, 0]);
    }
    expect(house.log.length).toBeGreaterThan(10);
    for (const line of [...house.log, ...house.answers]) expect(line.includes(canary)).toBe(false);
    expect(JSON.stringify(await statusOf(own))).not.toContain(canary);
  });
});
