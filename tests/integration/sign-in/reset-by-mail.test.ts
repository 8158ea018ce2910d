import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FIRST, openWebHouse, ORIGIN, type WebHouse } from '@/tests/setup/web-house';

const CHOSEN = 'a lantern beside the harbour';
const FROM = 'Parapet <parapet@example.com>';

let house: WebHouse;
let server: SMTPServer;
let letters: string[];
/** Resolves with the next letter. */
let nextLetter: () => Promise<string>;

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('It listens on a port.');
  return address.port;
}

beforeAll(async () => {
  let arrived: ((letter: string) => void) | null = null;
  letters = [];
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      done(password === 'canary-smtp-0042' ? null : new Error('wrong'), { user: username }),
    onData: (stream, _session, done) => {
      void text(stream).then((letter) => {
        letters.push(letter);
        arrived?.(letter);
        done();
      });
    },
  });
  nextLetter = () =>
    new Promise((resolve) => {
      arrived = resolve;
    });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const port = portOf(server.server.address());
  house = await openWebHouse({
    PARAPET_SMTP_URL: `smtp://parapet:canary-smtp-0042@127.0.0.1:${port}`,
    PARAPET_MAIL_FROM: FROM,
  });
});
afterAll(async () => {
  house.runtime.mailer?.close();
  await house.close();
  await new Promise<void>((resolve) => server.close(resolve));
});

beforeEach(async () => {
  house.ahead += 7_000;
  letters.length = 0;
  await house.sql(
    'TRUNCATE account, member, session, sign_in_attempt, membership, scoring_policy, audit_entry, member_link CASCADE',
  );
  await house.sql('UPDATE installation SET "setupTokenHash" = NULL, "setupTokenAt" = NULL');
  await house.setUp();
});

async function post(path: string, body: unknown) {
  const response = await house.call('POST', path, { body });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
}

const ask = (email: string) => post('/api/v1/password-reset', { email });

/** The token of the link in a letter, as a mail program shows it. */
function tokenIn(letter: string): string {
  const plain = letter.replace(/=\r?\n/g, '').replaceAll('=3D', '=');
  const link = /http\S+new-password#\S+/.exec(plain)?.[0] ?? '';
  expect(link).toContain(`${ORIGIN}/new-password#`);
  return new URL(link).hash.slice(1);
}

async function letterFor(email: string): Promise<string> {
  const letter = nextLetter();
  expect(await ask(email)).toEqual({ status: 200, body: {} });
  return letter;
}

describe('a forgotten password', () => {
  it('is replaced by a link in a letter, which works once and ends every session', async () => {
    const cookie = await house.signIn();
    const letter = await letterFor(` ${FIRST.email.toUpperCase()}`);
    expect(letter).toContain(`To: ${FIRST.email}`);
    expect(letter).toContain('From: Parapet <parapet@example.com>');
    const token = tokenIn(letter);
    const use = () => post('/api/v1/member-links/password', { token, password: CHOSEN });
    expect((await use()).status).toBe(200);
    expect((await use()).status).toBe(404);
    expect((await house.call('GET', '/api/v1/session', { cookie })).status).toBe(401);
    await expect(house.signIn(FIRST.email, CHOSEN)).resolves.toBeTruthy();
    const actions = await house.sql('SELECT action FROM audit_entry ORDER BY seq');
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['ask-password-reset', 'use-password-link']),
    );
  });

  it('is answered the same for an address that nobody has, and no letter goes there', async () => {
    const began = performance.now();
    expect(await ask('nobody@example.com')).toEqual({ status: 200, body: {} });
    const unknown = performance.now() - began;
    await letterFor(FIRST.email);
    expect(letters).toHaveLength(1);
    expect(letters[0]).not.toContain('nobody@');
    // Neither waits for the letter, nor for what is looked up.
    expect(unknown).toBeLessThan(2_000);
  });

  it('is no way in for who was switched off, and the link is too old after an hour', async () => {
    const token = tokenIn(await letterFor(FIRST.email));
    house.ahead += 3_600_000;
    expect((await post('/api/v1/member-links/password', { token, password: CHOSEN })).status).toBe(404);
    await house.sql('UPDATE member SET "disabledAt" = now()');
    await ask(FIRST.email);
    await house.sql('UPDATE member SET "disabledAt" = NULL');
    await letterFor(FIRST.email);
    expect(letters).toHaveLength(2);
  });

  it('is replaced by its owner also where they belong to several accounts', async () => {
    await house.sql(
      `WITH a AS (INSERT INTO account (id, name, "createdAt") VALUES (gen_random_uuid(), 'Elsewhere', now()) RETURNING id)
       INSERT INTO membership ("accountId", "memberId", role, "createdAt") SELECT a.id, m.id, 'auditor', now() FROM a, member m`,
    );
    const token = tokenIn(await letterFor(FIRST.email));
    expect((await post('/api/v1/member-links/password', { token, password: CHOSEN })).status).toBe(200);
  });

  it('is asked for ten times in a quarter of an hour at most, whoever asks, known or not', async () => {
    for (const email of [FIRST.email, 'nobody@example.com']) {
      for (let n = 0; n < 10; n += 1) {
        house.ahead += 6_500;
        expect((await ask(email)).status).toBe(200);
      }
      house.ahead += 6_500;
      expect((await ask(email)).status).toBe(429);
    }
  });

  it('puts neither link nor password of the server into log or database', async () => {
    const token = tokenIn(await letterFor(FIRST.email));
    const secret = token.split('.')[2] ?? '';
    const stored = JSON.stringify([
      await house.sql('SELECT t::text FROM member_link t'),
      await house.sql('SELECT t::text FROM audit_entry t'),
    ]);
    for (const place of [stored, house.log.join('')])
      for (const canary of [secret, 'canary-smtp-0042']) expect(place).not.toContain(canary);
  });
});

describe('without a mail server', () => {
  it('whom else to ask is said, and nothing of the kind is offered', async () => {
    const silent = await openWebHouse();
    try {
      const answer = await silent.call('POST', '/api/v1/password-reset', { body: { email: FIRST.email } });
      expect(answer.status).toBe(409);
      const ways: unknown = await (await silent.call('GET', '/api/v1/ways-in')).json();
      expect(ways).toMatchObject({ resetByMail: false });
    } finally {
      await silent.close();
    }
  });
});
