import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keepHouse } from '@/server/services/collection/keep-house';
import { Download, textPieces } from '@/server/services/download';
import { defineOperation, execute } from '@/server/services/operation';
import { OPERATIONS } from '@/server/services/registry';
import { CANARY, heard, objectsOf, openWithholdingHouse, SINGS } from '@/tests/setup/canary-house';

let canary: Awaited<ReturnType<typeof openWithholdingHouse>>;

beforeAll(async () => {
  canary = await openWithholdingHouse();
}, 60_000);
afterAll(() => canary.close());

describe('revealing one person', () => {
  it('is for a reason, of that person, for an hour, and stands in log and history', async () => {
    const { personId, runtime } = canary;
    expect(await heard(canary, 'reveal-person', { id: personId, reason: ' ' }, canary.blind)).toMatch(
      /^invalid_input: .*reason/,
    );
    expect(
      await heard(canary, 'reveal-person', { id: personId, reason: 'To call them' }, canary.boss),
    ).toMatch(/^conflict/);
    expect(
      await heard(
        canary,
        'reveal-person',
        { id: personId, reason: 'To call them' },
        canary.without('people:reveal'),
      ),
    ).toMatch(/^forbidden/);
    expect(
      await heard(canary, 'reveal-person', { id: personId, reason: 'To call them' }, canary.blind),
    ).toContain('"until"');
    const profile = await heard(canary, 'get-profile', { id: personId }, canary.blind);
    expect(profile).toContain(CANARY.name);
    expect(profile).toContain(CANARY.email);
    expect(profile).toContain('"shown":"revealed"');
    expect(await heard(canary, 'list-people', {}, canary.blind)).toContain(CANARY.name);
    expect(
      await heard(canary, 'get-event', { id: (await objectsOf(canary, 'events'))[0] }, canary.blind),
    ).toContain('"record":null');
    expect(await heard(canary, 'list-people', { q: CANARY.username }, canary.blind)).toMatch(
      /^invalid_input/,
    );
    // Nobody else is shown it, no token of the same member, and nobody else's name to them.
    const {
      kind: _kind,
      sessionId: _session,
      mustChoosePassword: _password,
      ...facts
    } = canary.without('people:names');
    const token = { ...facts, kind: 'token' as const, tokenId: personId, expiresAt: Date.now() + 1e6 };
    expect(await heard(canary, 'get-profile', { id: personId }, token)).not.toMatch(SINGS);
    expect(await heard(canary, 'list-people', {}, canary.blind)).not.toMatch(/berta/i);
    // Nor are they themselves, while they may not reveal any more.
    const barred = canary.without('people:names', 'people:reveal');
    expect(await heard(canary, 'get-profile', { id: personId }, barred)).not.toMatch(SINGS);
    expect(await heard(canary, 'get-profile', { id: personId }, barred)).toContain('"shown":"no"');
    expect(await heard(canary, 'list-people', {}, barred)).not.toMatch(SINGS);
    expect(await heard(canary, 'list-people', {}, canary.blind)).toContain(CANARY.name);
    const history = await heard(canary, 'get-person-history', { id: personId }, canary.boss);
    expect(history).toContain('revealed who this is, for an hour');
    expect(history).toContain('To call them');
    const withoutLooks = { id: personId, viewings: 'without' };
    expect(await heard(canary, 'get-person-history', withoutLooks, canary.boss)).toContain('To call them');
    expect(await heard(canary, 'list-audit', { action: 'reveal-person' }, canary.boss)).toContain(
      'To call them',
    );
    const later: typeof runtime = { ...runtime, now: () => Date.now() + 61 * 60_000 };
    const operation = OPERATIONS.find(({ name }) => name === 'get-profile');
    const answer = await operation?.execute({ actor: canary.blind, runtime: later, input: { id: personId } });
    expect(JSON.stringify(answer)).not.toMatch(SINGS);
    await canary.house.sql('DELETE FROM name_reveal');
  });
});

describe('what is not an answer of one account', () => {
  it('is a file: refused unless what it is made of was sent through the same place', async () => {
    const file = (names?: 'withheld') =>
      defineOperation({
        name: 'test-file',
        http: 'internal',
        permission: 'people:read',
        input: z.object({}),
        output: z.instanceof(Download),
        audit: { none: 'A test.' },
        effect: 'read',
        run: () => Promise.resolve(new Download('a.txt', 'text/plain', textPieces([CANARY.name]), names)),
      });
    const { runtime } = canary;
    await expect(execute(file(), { actor: canary.blind, runtime, input: {} })).rejects.toThrow(
      'people:names',
    );
    await expect(execute(file(), { actor: canary.boss, runtime, input: {} })).resolves.toBeInstanceOf(
      Download,
    );
    await expect(
      execute(file('withheld'), { actor: canary.blind, runtime, input: {} }),
    ).resolves.toBeInstanceOf(Download);
  });

  it('is what is told on the way, in the order in which it is told', async () => {
    const working = defineOperation({
      name: 'test-work',
      http: 'internal',
      permission: 'people:read',
      input: z.object({}),
      output: z.object({ said: z.string() }),
      progress: z.object({ step: z.number(), said: z.string() }),
      audit: { none: 'A test.' },
      effect: 'read',
      run: ({ report }) => {
        report({ step: 1, said: `Read of ${CANARY.name}` });
        report({ step: 2, said: 'Nobody' });
        return Promise.resolve({ said: `Done with ${CANARY.username}` });
      },
    });
    const parts: unknown[] = [];
    const watch = (part: unknown) => void parts.push(part);
    const answer = await execute(working, { actor: canary.blind, runtime: canary.runtime, input: {}, watch });
    expect({ parts, answer }).toEqual({
      parts: [
        { step: 1, said: 'Read of [name withheld]' },
        { step: 2, said: 'Nobody' },
      ],
      answer: { said: 'Done with [name withheld]' },
    });
  });

  it('is the roll-up of a partner: each customer by its own setting, and the role there', async () => {
    const { house, accountId, runtime } = canary;
    await canary.said('accept-notice', { version: 1 }, canary.boss);
    const partner = await house.newAccount([]);
    await house.sql('UPDATE account SET "partnerId" = $1 WHERE id = $2', [partner, accountId]);
    const asMember = async (role: string) => {
      await house.sql('UPDATE membership SET role = $1 WHERE "accountId" = $2', [role, accountId]);
      const operation = OPERATIONS.find(({ name }) => name === 'get-customers');
      const actor = { ...canary.boss, accountId: partner };
      return JSON.stringify(await operation?.execute({ actor, runtime, input: {} }));
    };
    expect(await asMember('super_administrator')).toMatch(SINGS);
    const seen = await asMember('analyst');
    expect(seen).not.toMatch(SINGS);
    expect(seen).toMatch(/"name":"Person [0-9A-Z]{4}-[0-9A-Z]{2}"/);
    // One who is revealed is shown there while the role allows to reveal, and no longer.
    await house.sql(
      `INSERT INTO name_reveal ("accountId", "memberId", "personId", reason, at, until)
       SELECT $1, m.id, $2, 'To call them', now(), now() + interval '1 hour' FROM member m WHERE m.email = 'boss@example.org'`,
      [accountId, canary.personId],
    );
    expect(await asMember('analyst')).toMatch(SINGS);
    expect(await asMember('basic_administrator')).not.toMatch(SINGS);
    await house.sql('DELETE FROM name_reveal');
    await house.sql(`UPDATE membership SET role = 'super_administrator' WHERE "accountId" = $1`, [accountId]);
    await house.sql('UPDATE account SET "partnerId" = NULL WHERE id = $1', [accountId]);
  });
});

describe('a reveal whose hour is over', () => {
  it('is forgotten, and one that is not stays', async () => {
    const { personId, runtime } = canary;
    await heard(canary, 'reveal-person', { id: personId, reason: 'To call them' }, canary.blind);
    const [row] = await canary.house.sql('SELECT * FROM name_reveal WHERE "personId" = $1', [personId]);
    await canary.house.sql(
      `INSERT INTO name_reveal ("accountId", "memberId", "personId", reason, at, until)
       VALUES ($1, gen_random_uuid(), $2, 'To call them', now() - interval '2 hours', now() - interval '1 hour')`,
      [row?.['accountId'], personId],
    );
    const reveals = () =>
      canary.house.sql('SELECT "memberId" FROM name_reveal WHERE "personId" = $1', [personId]);
    expect((await reveals()).length).toBeGreaterThan(1);
    const house = keepHouse(runtime);
    try {
      await expect.poll(reveals, { timeout: 10_000 }).toEqual([{ memberId: row?.['memberId'] }]);
    } finally {
      await house.stop();
    }
  });
});

describe('the setting', () => {
  it('is changed by who may, says which roles see names, and stands in the audit log', async () => {
    expect(await heard(canary, 'set-pseudonyms', { withheld: true }, canary.boss)).toMatch(/^conflict/);
    expect(
      await heard(canary, 'set-pseudonyms', { withheld: false }, canary.without('privacy:write')),
    ).toMatch(/^forbidden/);
    expect(await heard(canary, 'set-pseudonyms', { withheld: false }, canary.boss)).toContain('"since":null');
    expect(await heard(canary, 'get-pseudonyms', {}, canary.boss)).toContain('"names":"yes"');
    expect(await heard(canary, 'list-audit', { action: 'set-pseudonyms' }, canary.boss)).toContain(
      '"namesWithheld":true',
    );
  });
});
