import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditPageSchema } from '@/domain/views/audit';
import { verifyAudit } from '@/server/services/audit/verify-audit';
import { execute } from '@/server/services/operation';
import { proveIdentity } from '@/server/services/sign-in/prove-identity';
import { resetPassword } from '@/server/services/sign-in/reset-password';
import { signIn } from '@/server/services/sign-in/sign-in';
import { tellRefusedSignIns } from '@/server/services/sign-in/tell-refused-sign-ins';
import { actorOf } from '@/server/auth/session-actor';
import { FIRST, openWebHouse, type WebHouse } from '@/tests/setup/web-house';

const QUARTER = 15 * 60_000;

let house: WebHouse;
let cookie: string;

beforeAll(async () => {
  house = await openWebHouse();
});
afterAll(() => house.close());

beforeEach(async () => {
  await house.sql(
    'TRUNCATE account, member, session, sign_in_attempt, membership, scoring_policy, audit_entry CASCADE',
  );
  await house.sql('UPDATE installation SET "setupTokenHash" = NULL, "setupTokenAt" = NULL');
  // A quarter begins, so that what a test does falls into one.
  house.ahead = Math.ceil(Date.now() / QUARTER) * QUARTER + 1000 - Date.now();
  await house.setUp();
  cookie = await house.signIn();
});

const tryAs = (email: string, address: string, password = 'not the password') =>
  execute(signIn, {
    actor: house.anonymous(address),
    runtime: house.runtime,
    input: { email, password },
  }).catch((error: unknown) => String(error));

/** What the audit log says of refused sign-ins, oldest first. */
async function told() {
  const response = await house.call('GET', '/api/v1/audit?action=refuse-sign-in', { cookie });
  return auditPageSchema.parse(await response.json()).entries.toReversed();
}

/** The quarter is over, and the worker comes by. */
async function quarterEnds(): Promise<void> {
  house.ahead += QUARTER;
  await tellRefusedSignIns(house.runtime);
  cookie = await house.signIn();
}

describe('sign-ins that were refused', () => {
  it('are told in the audit log, a quarter of an hour and network address in one entry', async () => {
    for (let n = 0; n < 3; n += 1) await tryAs(FIRST.email, '203.0.113.9');
    await tryAs(' ADA@example.com', '2001:db8::1');
    await tryAs('ada@example.com', '2001:db8::2');
    await tellRefusedSignIns(house.runtime);
    expect(await told()).toEqual([]);
    await quarterEnds();
    const [member] = await house.sql('SELECT id FROM member');
    expect(await told()).toMatchObject([
      {
        ...{ actor: { kind: 'system', name: 'sign-in page' }, action: 'refuse-sign-in', entity: 'member' },
        ...{ entityId: member?.['id'], address: '203.0.113.9' },
        after: { by: 'password', tries: 3 },
      },
      // One network of /64, and the newest address in it as it was.
      { address: '2001:db8::2', after: { by: 'password', tries: 2 } },
    ]);
    // Nothing is told twice.
    await quarterEnds();
    expect(await told()).toHaveLength(2);
    const { accounts } = await verifyAudit(house.runtime, null);
    expect(accounts[0]?.faults).toEqual([]);
  });

  it('count what was turned away, and what the log keeps stays bounded however long somebody goes on', async () => {
    for (let n = 0; n < 60; n += 1) await tryAs(FIRST.email, '203.0.113.9');
    for (let n = 0; n < 30; n += 1) await tryAs(FIRST.email, `198.51.100.${n}`);
    await quarterEnds();
    const entries = await told();
    expect(entries).toHaveLength(10);
    expect(entries[0]).toMatchObject({ address: '203.0.113.9', after: { tries: 10, turnedAway: 50 } });
    expect(entries.at(-1)).toMatchObject({ address: null, after: { tries: 22, addresses: 22 } });
  });

  it('leave nothing of an address that is nobody’s, and say nothing else at the sign-in page', async () => {
    const answers = [
      await tryAs('nobody@example.com', '203.0.113.9'),
      await tryAs(FIRST.email, '203.0.113.8'),
    ];
    expect(answers[0]).toBe(answers[1]);
    // What is put down while somebody waits is the same of both, and no audit log is written then.
    const rows = await house.sql(
      `SELECT way, "memberId", reason, "turnedAway", told FROM sign_in_attempt WHERE NOT succeeded ORDER BY id`,
    );
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual(rows[1]);
    expect(await told()).toEqual([]);
    await quarterEnds();
    const entries = await told();
    expect(entries).toHaveLength(1);
    expect(JSON.stringify(entries)).not.toContain('nobody@example.com');
    expect(await house.sql('SELECT id FROM sign_in_attempt WHERE NOT succeeded AND NOT told')).toEqual([]);
  });

  it('say why where the password was right, and are told of proofs as well', async () => {
    const actor = await actorOf(house.runtime, new Headers({ cookie }), true);
    const proof = { actor, runtime: house.runtime, input: { password: 'not the password' } };
    await expect(execute(proveIdentity, proof)).rejects.toMatchObject({ code: 'invalid_input' });
    await house.sql('UPDATE member SET "disabledAt" = now()');
    expect(await tryAs(FIRST.email, '203.0.113.9', FIRST.password)).toContain('switched off');
    await house.sql('UPDATE member SET "disabledAt" = NULL');
    await quarterEnds();
    expect((await told()).map(({ after }) => after)).toMatchObject([
      { by: 'password, to prove who it is', tries: 1 },
      { by: 'password', tries: 1, reasons: ['access is switched off'] },
    ]);
  });

  it('are told also where a new password has lifted them since', async () => {
    for (let n = 0; n < 12; n += 1) await tryAs(FIRST.email, '203.0.113.9');
    const { password } = await resetPassword(house.runtime, FIRST.email);
    expect(typeof (await tryAs(FIRST.email, '203.0.113.9', password))).toBe('object');
    house.ahead += QUARTER;
    await tellRefusedSignIns(house.runtime);
    const entries = await house.sql(`SELECT after FROM audit_entry WHERE action = 'refuse-sign-in'`);
    expect(entries).toMatchObject([{ after: { by: 'password', tries: 10, turnedAway: 2 } }]);
  });

  it('are told once where two workers come by at once', async () => {
    await tryAs(FIRST.email, '203.0.113.9');
    house.ahead += QUARTER;
    await Promise.all([tellRefusedSignIns(house.runtime), tellRefusedSignIns(house.runtime)]);
    cookie = await house.signIn();
    expect(await told()).toHaveLength(1);
  });
});

describe('the log of the process', () => {
  it('has a line for what is turned away, and for a flood few lines and their number', async () => {
    const before = house.log.length;
    for (let n = 0; n < 40; n += 1)
      await house.call('POST', '/api/v1/passkeys/sign-in', { headers: { origin: 'https://evil.example' } });
    const lines = house.log.slice(before).filter((line) => line.includes('request refused'));
    expect(lines).toHaveLength(5);
    house.ahead += 61_000;
    await house.call('POST', '/api/v1/passkeys/sign-in', { headers: { origin: 'https://evil.example' } });
    expect(house.log.slice(before).find((line) => line.includes('more of the kind'))).toContain('"more":35');
  });
});
