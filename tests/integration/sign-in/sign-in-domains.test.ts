import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { vouchForDomain, withdrawDomain } from '@/server/services/sign-in/vouch-for-domain';
import { MIRA, openSignOnHouse, refusedAs, type SignOnHouse } from '@/tests/setup/sign-on-house';

let place: SignOnHouse;

beforeAll(async () => {
  place = await openSignOnHouse();
});
afterAll(() => place.close());
beforeEach(async () => {
  await place.reset();
  place.names.set('example.com', null);
});

/** Another account that does not trust the first, with somebody who administers it; their cookie. */
async function anotherAccount(): Promise<{ cookie: string; accountId: string }> {
  const accountId = randomUUID();
  await place.house.sql(`INSERT INTO account (id, name, "createdAt") VALUES ($1, 'Stranger', now())`, [
    accountId,
  ]);
  await place.house.sql(
    `WITH m AS (INSERT INTO member (id, email, name, "passwordHash", "createdAt")
       SELECT gen_random_uuid(), 'eve@example.com', 'Eve', "passwordHash", now() FROM member RETURNING id)
     INSERT INTO membership ("accountId", "memberId", role, "createdAt")
     SELECT $1, m.id, 'super_administrator', now() FROM m`,
    [accountId],
  );
  return { cookie: await place.house.signIn('eve@example.com'), accountId };
}

const entries = (action: string) =>
  place.house.sql(`SELECT "actorName", "after" FROM audit_entry WHERE action = $1 ORDER BY seq`, [action]);

describe('a domain that is claimed', () => {
  it('counts for nobody before its record is there, and from then on for the people who have it', async () => {
    await place.configure();
    const [claim] = await place.domains();
    expect(claim).toMatchObject({ domain: 'example.com', proven: null });
    expect(claim?.record).toMatch(/^parapet-domain=[0-9a-f]{32}$/);
    await expect(place.begin()).rejects.toMatchObject(refusedAs('unknown'));
    expect(await (await place.house.call('GET', '/api/v1/ways-in')).json()).toMatchObject({
      singleSignOn: false,
    });
    place.names.set('example.com', [['v=spf1 -all'], [claim?.record ?? '']]);
    expect((await place.check()).body).toEqual({ proven: true, found: 'The record is there.' });
    expect(await place.domains()).toMatchObject([{ proven: { by: 'dns' } }]);
    expect(await place.sessionOf(await place.enter())).toMatchObject({ role: 'analyst' });
    expect(await entries('check-domain')).toEqual([
      { actorName: 'Ada Byron', after: { proven: true, found: 'The record is there.' } },
    ]);
  });

  it('is not proven by anything else, and the page says what was found', async () => {
    await place.configure();
    const found = async (records: readonly (readonly string[])[] | null) => {
      place.names.set('example.com', records);
      const { body } = await place.check();
      expect(body).toMatchObject({ proven: false });
      return JSON.stringify(body);
    };
    expect(await found(null)).toContain('know no domain example.com');
    expect(await found([])).toContain('no TXT record');
    expect(await found([['v=spf1 -all'], ['another']])).toContain('2 TXT records');
    expect(await found([['parapet-domain=', 'somebody-else']])).toContain(
      'Found parapet-domain=somebody-else',
    );
    place.names.become('fails');
    expect(await found(null)).toContain('No name server answered');
    expect(await place.domains()).toMatchObject([{ proven: null }]);
    expect(await entries('check-domain')).toHaveLength(5);
    expect(place.names.asked).toContain('example.com');
  });

  it('waits no longer than its time for a name server that is silent', async () => {
    await place.configure();
    place.names.become('silent');
    const began = Date.now();
    expect(JSON.stringify((await place.check()).body)).toContain('No name server answered');
    expect(Date.now() - began).toBeLessThan(10_000);
  }, 20_000);

  it('is looked for by who manages members and has proved lately who they are', async () => {
    await place.configure();
    expect(await place.check('elsewhere.example')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'domain' }] },
    });
    expect(place.names.asked).not.toContain('elsewhere.example');
    place.house.ahead += 11 * 60_000;
    expect((await place.check()).body).toMatchObject({ code: 'step_up_required' });
    await place.house.sql(`UPDATE membership SET role = 'analyst'`);
    expect((await place.check()).status).toBe(403);
  });

  it('may be claimed by several, and is that of the one who proves it', async () => {
    const eve = await anotherAccount();
    expect((await place.configure({}, eve.cookie)).status).toBe(200);
    expect((await place.configure()).status).toBe(200);
    const [theirs] = await place.domains(eve.cookie);
    const [ours] = await place.domains();
    expect(theirs?.record).not.toBe(ours?.record);
    // The record of the first account proves nothing for the second.
    place.names.set('example.com', [[ours?.record ?? '']]);
    expect((await place.check('example.com', eve.cookie)).body).toMatchObject({ proven: false });
    await place.prove();
    expect(await place.sessionOf(await place.enter())).toMatchObject({ account: { name: 'Example' } });
    place.names.set('example.com', [[ours?.record ?? ''], [theirs?.record ?? '']]);
    const late = await place.check('example.com', eve.cookie);
    expect(late.body).toMatchObject({ proven: false });
    expect(JSON.stringify(late.body)).toContain('another account');
    expect(JSON.stringify(late.body)).not.toContain('"Example"');
    expect(await place.configure({ domains: ['example.com'] }, eve.cookie)).toMatchObject({
      status: 409,
      body: { errors: [{ field: 'domains' }] },
    });
    expect(await place.sessionOf(await place.enter())).toMatchObject({ account: { name: 'Example' } });
  });

  it('is of one account however many prove it at the same instant', async () => {
    const eve = await anotherAccount();
    await place.configure({}, eve.cookie);
    await place.configure();
    const records = [...(await place.domains()), ...(await place.domains(eve.cookie))].map(({ record }) => [
      record,
    ]);
    place.names.set('example.com', records);
    const both = await Promise.all([place.check(), place.check('example.com', eve.cookie)]);
    expect(both.filter(({ body }) => JSON.stringify(body).includes('"proven":true'))).toHaveLength(1);
    expect(await place.house.sql('SELECT count(*)::int AS n FROM sign_in_domain')).toEqual([{ n: 1 }]);
  });

  it('is nobody’s where it is taken out of the list while its record is looked for', async () => {
    await place.configure({ domains: ['example.com', 'example.org'] });
    const [claim] = await place.domains();
    place.names.set('example.com', [[claim?.record ?? '']]);
    const [checked] = await Promise.all([place.check(), place.configure({ domains: ['example.org'] })]);
    expect([200, 400]).toContain(checked.status);
    expect(await place.house.sql('SELECT domain FROM sign_in_domain')).toEqual([]);
  });

  it('stays proven while it is in the list, whatever becomes of its record, and begins anew when it comes back', async () => {
    await place.configure({ domains: ['example.com', 'example.org'] });
    await place.prove();
    place.names.set('example.com', []);
    const again = await place.check();
    expect(again.body).toMatchObject({ proven: true });
    expect(JSON.stringify(again.body)).toContain('It stays proven all the same.');
    await place.configure({ domains: ['example.com'], mappings: [{ group: 'soc', role: 'auditor' }] });
    const [kept] = await place.domains();
    expect(kept?.proven?.by).toBe('dns');
    expect(await place.sessionOf(await place.enter())).toMatchObject({ role: 'auditor' });
    await place.configure({ domains: ['example.org'] });
    await expect(place.begin()).rejects.toMatchObject(refusedAs('unknown'));
    await place.configure({ domains: ['example.com', 'example.org'] });
    const [anew] = await place.domains();
    expect(anew).toMatchObject({ domain: 'example.com', proven: null });
    expect(anew?.record).not.toBe(kept?.record);
  });

  it('lets nobody in whose address is in another that is not proven, though they come by one that is', async () => {
    await place.configure({ domains: ['example.com', 'example.org'] });
    await place.prove();
    place.real.become({ ...MIRA, sub: 'noor', email: 'noor@example.org' });
    await expect(place.enter(MIRA.email)).rejects.toMatchObject(refusedAs('unproven'));
    expect(await place.house.sql(`SELECT count(*)::int AS n FROM member`)).toEqual([{ n: 1 }]);
    await place.prove('example.org');
    expect(await place.sessionOf(await place.enter(MIRA.email))).toMatchObject({ role: 'analyst' });
    // Somebody who is known there is let in for the domain that they are known by, and no longer once that does not count.
    await place.configure({ domains: ['example.com'] });
    await expect(place.enter(MIRA.email)).rejects.toMatchObject(refusedAs('unproven'));
  });
});

describe('whoever runs Parapet', () => {
  it('vouches for a domain without a record, and withdraws it with the sessions that came of it', async () => {
    const wish = { domain: 'Example.com', account: null };
    const { runtime } = place.house;
    await expect(vouchForDomain(runtime, wish)).rejects.toThrow('No account claims example.com');
    await place.configure();
    expect(await vouchForDomain(runtime, wish)).toEqual({ domain: 'example.com', account: 'Example' });
    expect(await place.domains()).toMatchObject([{ proven: { by: 'operator' } }]);
    const mira = await place.enter();
    await place.prove();
    await vouchForDomain(runtime, wish);
    expect(await place.domains()).toMatchObject([{ proven: { by: 'dns' } }]);
    expect(await withdrawDomain(runtime, 'example.com')).toEqual({
      ...{ domain: 'example.com', account: 'Example', sessions: 1 },
    });
    expect((await place.house.call('GET', '/api/v1/session', { cookie: mira })).status).toBe(401);
    expect(await place.domains()).toMatchObject([{ proven: null }]);
    await expect(place.begin()).rejects.toMatchObject(refusedAs('unknown'));
    await expect(withdrawDomain(runtime, 'example.com')).rejects.toThrow('No account has proven example.com');
    const vouched = { actorName: 'domains', after: { domain: 'example.com', proven: true } };
    expect(await entries('vouch-for-domain')).toEqual([vouched, vouched]);
    expect(await entries('withdraw-domain')).toEqual([
      { actorName: 'domains', after: { domain: 'example.com', proven: false, sessionsEnded: 1 } },
    ]);
  });

  it('names the account where several claim it, and takes no domain away by vouching', async () => {
    const eve = await anotherAccount();
    await place.configure({}, eve.cookie);
    await place.configure();
    const { runtime } = place.house;
    await expect(vouchForDomain(runtime, { domain: 'example.com', account: null })).rejects.toThrow(
      'Several accounts claim',
    );
    await expect(vouchForDomain(runtime, { domain: 'example.com', account: 'Nobody' })).rejects.toThrow(
      'No account called Nobody claims',
    );
    await vouchForDomain(runtime, { domain: 'example.com', account: eve.accountId });
    await expect(vouchForDomain(runtime, { domain: 'example.com', account: 'Example' })).rejects.toThrow(
      'Withdraw that first',
    );
  });

  it('does so at the console', async () => {
    await place.configure();
    const { databaseUrl, vaultKey } = place.house.runtime.environment;
    const run = async (...options: string[]) => {
      const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/domains.ts', ...options], {
        env: {
          ...process.env,
          DATABASE_URL: databaseUrl,
          PARAPET_VAULT_KEY: vaultKey?.toString('base64') ?? '',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const closed = once(child, 'close');
      const [said, wrong] = await Promise.all([text(child.stdout), text(child.stderr)]);
      await closed;
      return `${said}${wrong}`;
    };
    expect(await run('vouch', '--domain', 'example.com')).toContain(
      'counts for the single sign-on of Example',
    );
    expect(await run('list')).toContain('proven by whoever runs Parapet');
    expect(await run('withdraw', '--domain', 'example.com')).toContain('Nobody was signed in');
    expect(await run()).toContain('Say what to do');
  }, 60_000);
});
