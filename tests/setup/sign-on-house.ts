import { expect } from 'vitest';
import { singleSignOnSchema } from '@/domain/views/single-sign-on';
import { execute } from '@/server/services/operation';
import { beginSingleSignOn, finishSingleSignOn } from '@/server/services/sign-in/single-sign-on';
import { CLIENT, openLyingProvider, openRealProvider, type Person } from './identity-provider';
import { openNameServer } from './name-server';
import { openWebHouse, ORIGIN } from './web-house';

export const CALLBACK = `${ORIGIN}/api/auth/sso/callback`;
export const MIRA: Person = {
  ...{ sub: 'mira-1', email: 'mira@example.com', email_verified: true, name: 'Mira' },
  groups: ['everybody', 'soc'],
};
export const MAPPINGS = [
  { group: 'soc', role: 'analyst' },
  { group: 'auditors', role: 'auditor' },
];

export type SignOnHouse = Awaited<ReturnType<typeof openSignOnHouse>>;

/** A house with a real provider, one that lies, and a name server; whoever comes to the real one is Mira until told. */
export async function openSignOnHouse() {
  const real = await openRealProvider(CALLBACK);
  const lying = await openLyingProvider();
  const names = await openNameServer();
  const house = await openWebHouse({
    PARAPET_SSO_PRIVATE_HOSTS: `${real.host},${lying.host}`,
    PARAPET_NAME_SERVERS: names.address,
  });

  let ada = '';
  let resets = 0;
  /** Another one for each test: what one of them asks of a provider is not counted against the next. */
  const address = () => `203.0.113.${(resets % 250) + 1}`;

  async function post(path: string, body: unknown = {}, cookie = ada) {
    const response = await house.call('POST', path, { body, cookie });
    const answer: unknown = await response.json();
    return { status: response.status, body: answer };
  }

  function configure(more: object = {}, cookie = ada) {
    house.ahead += 7_000;
    const settings = {
      ...{ issuer: real.issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret },
      ...{ domains: ['example.com'], mappings: MAPPINGS },
    };
    return post('/api/v1/account/single-sign-on', { ...settings, ...more }, cookie);
  }

  async function domains(cookie = ada) {
    const response = await house.call('GET', '/api/v1/account/single-sign-on', { cookie });
    return singleSignOnSchema.parse(await response.json()).provider?.domains ?? [];
  }

  function check(domain = 'example.com', cookie = ada) {
    house.ahead += 7_000;
    return post('/api/v1/account/single-sign-on/domains/check', { domain }, cookie);
  }

  async function begin(email = MIRA.email, again = false): Promise<{ url: string; secret: string }> {
    const actor = house.anonymous(address());
    const input = { email, next: '/people', again };
    return execute(beginSingleSignOn, { actor, runtime: house.runtime, input });
  }

  async function finish(back: URL, secret: string): Promise<string> {
    const actor = house.anonymous(address());
    const input = { query: back.searchParams.toString(), secret };
    const { sessionId, next } = await execute(finishSingleSignOn, { actor, runtime: house.runtime, input });
    expect(next).toBe('/people');
    return house.cookieOf(sessionId);
  }

  return {
    ...{ house, real, lying, names, post, configure, domains, check, begin, finish },
    /** The cookie of the first member, who administers the account. */
    get ada() {
      return ada;
    },
    /** Where the browser of this test is. */
    get address() {
      return address();
    },
    /** A new account, its first member signed in, and nobody else. */
    async reset(): Promise<void> {
      house.ahead = 0;
      resets += 1;
      await house.sql(
        `TRUNCATE account, member, session, sign_in_attempt, membership, scoring_policy, audit_entry, single_sign_on,
         single_sign_on_member, single_sign_on_state, sign_in_domain, claimed_domain, member_link, api_token CASCADE`,
      );
      await house.sql('UPDATE installation SET "setupTokenHash" = NULL, "setupTokenAt" = NULL');
      await house.setUp();
      ada = await house.signIn();
      names.become('answers');
      real.become(MIRA);
      lying.nameItself(null);
    },
    /** Makes the record that the page asks for, and has it looked for. */
    async prove(domain = 'example.com', cookie = ada): Promise<void> {
      const claim = (await domains(cookie)).find((one) => one.domain === domain);
      names.set(domain, [['v=spf1 -all'], [claim?.record ?? '']]);
      expect(await check(domain, cookie)).toMatchObject({ status: 200, body: { proven: true } });
    },
    /** Signs in at the real provider, as whoever is there. */
    async enter(email?: string): Promise<string> {
      const { url, secret } = await begin(email);
      return finish(await real.visit(url), secret);
    },
    async sessionOf(cookie: string): Promise<unknown> {
      return (await house.call('GET', '/api/v1/session', { cookie })).json();
    },
    async close(): Promise<void> {
      await house.close();
      await real.close();
      await lying.close();
      await names.close();
    },
  };
}

/** The refusal of a sign-in with one of the words that the sign-in page knows. */
export const refusedAs = (problem: string) => ({ code: 'forbidden', fields: [{ field: problem }] });
