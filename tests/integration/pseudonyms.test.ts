import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { describeOperation } from '@/server/http/openapi/describe-operation';
import type { Actor } from '@/server/services/actor';
import { Download, textPieces } from '@/server/services/download';
import { defineOperation, execute } from '@/server/services/operation';
import { OPERATIONS, type PublicOperation } from '@/server/services/registry';
import { type CanaryHouse, CANARY, openCanaryHouse, SINGS } from '@/tests/setup/canary-house';
import { OBJECTS } from '@/tests/setup/two-accounts';

let canary: CanaryHouse;
let blind: Actor;

beforeAll(async () => {
  canary = await openCanaryHouse();
  blind = canary.without('people:names');
  await canary.said('set-pseudonyms', { withheld: true }, canary.boss);
}, 60_000);
afterAll(() => canary.close());

/** How a call ended, and everything it said: the answer, or the sentences of a refusal. */
async function heard(name: string, input: unknown, actor: Actor): Promise<string> {
  try {
    return await canary.said(name, input, actor);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `${error.code}: ${error.message} ${JSON.stringify(error.fields)}`;
  }
}

/** The same with what cursors hold, which are texts in another guise. */
function unwrapped(said: string): string {
  const cursors = said.match(/[\w-]{16,}/g) ?? [];
  return [said, ...cursors.map((text) => Buffer.from(text, 'base64url').toString('utf8'))].join('\n');
}

/** The objects of the account that a part of a path can name, a few of each. */
async function objectsOf(segment: string): Promise<string[]> {
  const [table, column] = OBJECTS[segment] ?? ['', ''];
  if (segment === 'signals') {
    const rows = await canary.house.sql(
      `SELECT (extract(epoch FROM "occurredAt") * 1000)::bigint || '-' || encode("signalKey", 'hex') AS id FROM signal
       WHERE "accountId" = $1 AND "personId" = $2 LIMIT 3`,
      [canary.accountId, canary.personId],
    );
    return rows.map(({ id }) => String(id));
  }
  const owner = table === 'account' ? 'id' : 'accountId';
  const ofCanary = table === 'person' ? `AND id = '${canary.personId}'` : '';
  const rows = await canary.house.sql(
    `SELECT DISTINCT "${column}"::text AS id FROM "${table}" WHERE "${owner}" = $1 ${ofCanary} LIMIT 8`,
    [canary.accountId],
  );
  return rows.map(({ id }) => String(id));
}

/** Inputs that the operation accepts, about everything there is to name. */
async function inputsFor(operation: PublicOperation): Promise<Record<string, unknown>[]> {
  const told = describeOperation(operation);
  const example: Record<string, unknown> = { ...told.body?.example };
  const parts = operation.path.split('/');
  let inputs: Record<string, unknown>[] = [
    {
      ...example,
      ...Object.fromEntries(
        told.parameters.flatMap(({ name, example: one }) => (one === null ? [] : [[name, one]])),
      ),
    },
  ];
  // Lists are asked for plainly, too: an example narrows them to what nobody is.
  if (operation.method === 'GET') inputs.push({});
  for (const [index, part] of parts.entries()) {
    if (!part.startsWith(':')) continue;
    const ids = await objectsOf(parts[index - 1] ?? '');
    inputs = inputs.flatMap((input) => ids.map((id) => ({ ...input, [part.slice(1)]: id })));
  }
  return inputs;
}

/** Operations that answer with the canary to this actor, in any of the ways they can be asked. */
async function singing(actor: Actor, operations: readonly PublicOperation[]): Promise<string[]> {
  const found = new Set<string>();
  for (const operation of operations)
    for (const input of await inputsFor(operation))
      if (SINGS.test(unwrapped(await heard(operation.name, input, actor)))) found.add(operation.name);
  return [...found].sort();
}

const READS = OPERATIONS.filter(({ method }) => method === 'GET');
const WRITES = OPERATIONS.filter(({ method }) => method !== 'GET');

describe('where names are withheld', () => {
  it('the canary would be heard: who sees names is told them', async () => {
    const heardBy = await singing(canary.boss, READS);
    expect(heardBy).toEqual(
      expect.arrayContaining([
        ...['list-people', 'export-people', 'get-profile', 'get-person-history', 'get-person-care'],
        ...[
          'list-events',
          'get-event',
          'list-individuals',
          'get-campaign',
          'get-dashboard',
          'list-watchlists',
        ],
        ...[
          'search-signals',
          'get-signal',
          'export-signals',
          'complete-search',
          'list-searches',
          'list-views',
        ],
        ...[
          'list-audit',
          'export-audit',
          'export-evidence',
          'get-quarantined',
          'download-quarantined',
          'list-quarantine',
        ],
      ]),
    );
  }, 60_000);

  it('no answer, file or refusal of any operation that reads holds a byte of a name', async () => {
    expect(await singing(blind, READS)).toEqual([]);
  }, 60_000);

  it('people have one pseudonym everywhere, and no two the same', async () => {
    const codes = await canary.house.sql(
      'SELECT "personId"::text, code FROM person_pseudonym WHERE "accountId" = $1',
      [canary.accountId],
    );
    const people = await canary.house.sql('SELECT id FROM person WHERE "accountId" = $1', [canary.accountId]);
    expect(new Set(codes.map(({ code }) => code)).size).toBe(people.length);
    const code = String(codes.find(({ personId }) => personId === canary.personId)?.['code']);
    expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{2}$/);
    for (const [name, input] of [
      ['list-people', {}],
      ['get-profile', { id: canary.personId }],
      ['list-events', {}],
      ['search-signals', { q: `person:${code}`, since: '7d' }],
      ['export-people', {}],
      ['export-signals', { q: `person:${code}`, since: '7d' }],
    ] as const)
      expect([name, await heard(name, input, blind)]).toEqual([
        name,
        expect.stringContaining(`Person ${code}`),
      ]);
  });

  it('raw records and what is made of them are refused, with the remedy', async () => {
    for (const [name, input] of [
      ['export-evidence', { id: canary.personId }],
      ['try-record', { record: JSON.stringify({ user: { name: CANARY.username } }) }],
      ['import-human-risk', { csv: 'person,category,value,date' }],
    ] as const)
      expect([name, await heard(name, input, blind)]).toEqual([
        name,
        expect.stringMatching(/^forbidden: .*people:names/),
      ]);
    expect(await heard('export-signals', { q: '', since: '7d', format: 'jsonl' }, blind)).toMatch(
      /^invalid_input: .*csv/,
    );
    const event = (await objectsOf('events'))[0];
    expect(await heard('get-event', { id: event }, blind)).toContain('"record":null');
    expect(await heard('get-event', { id: event }, canary.boss)).not.toContain('"record":null');
  });
});

describe('a search by who is not shown names', () => {
  const asked = (name: string, input: unknown) => heard(name, input, blind);

  it('says the same of a name as of a word that nobody has', async () => {
    const words = [
      CANARY.username,
      CANARY.email,
      CANARY.name,
      'zule',
      CANARY.alias,
      CANARY.computer,
      'DPCANARY',
      '7391',
    ];
    const alike = async (name: string, input: (word: string) => unknown) => {
      for (const word of words) {
        const nonsense = `x${word.slice(1)}`;
        const plain = (text: string, said: string) =>
          text
            .replaceAll(said, '…')
            .replaceAll(/"at":"[^"]*"|"(?:from|to|start)":"[^"]*"|\[name withheld\]/g, '…');
        expect([name, word, plain(await asked(name, input(word)), word)]).toEqual([
          name,
          word,
          plain(await asked(name, input(nonsense)), nonsense),
        ]);
      }
    };
    await alike('list-people', (q) => ({ q }));
    await alike('export-people', (q) => ({ q }));
    await alike('search-signals', (q) => ({ q: `"${q}"`, since: '7d' }));
    await alike('search-signals', (q) => ({ q: `person:"${q}"`, since: '7d' }));
    await alike('search-signals', (q) => ({ q: `-person:"${q}"`, since: '7d' }));
    await alike('search-signals', (q) => ({ q: `device:"${q}"`, since: '7d' }));
    await alike('search-signals', (q) => ({ q: `actor:"${q}"`, since: '7d' }));
    await alike('count-signals', (q) => ({ q: `"${q}"`, since: '7d' }));
    for (const field of ['person', 'device', 'actor', 'application'])
      await alike('complete-search', (begins) => ({ field, begins }));
    await alike('list-audit', (q) => ({ q }));
    await alike('save-view', (q) => ({ name: 'mine', view: { q } }));
    await alike('set-criticality-of-people', (q) => ({
      criticality: 'critical',
      people: { filter: { q }, expected: 1 },
    }));
  });

  it('finds people by their pseudonym, and by its beginning', async () => {
    const [row] = await canary.house.sql('SELECT code FROM person_pseudonym WHERE "personId" = $1', [
      canary.personId,
    ]);
    const code = String(row?.['code']);
    expect(
      JSON.parse((await asked('list-people', { q: `person ${code.toLowerCase()}` })).slice(3)),
    ).toMatchObject({
      total: 1,
      people: [{ id: canary.personId, name: `Person ${code}`, username: `Person ${code}`, email: null }],
    });
    expect(await asked('list-people', { q: code.slice(0, 3) })).toContain(canary.personId);
    expect(await asked('complete-search', { field: 'person', begins: code.slice(0, 2) })).toContain(code);
    expect(await asked('search-signals', { q: code, since: '7d' })).toContain(canary.personId);
  });

  it('is in the order of pseudonyms where it would be one of names', async () => {
    for (const [name, direction] of [
      ['list-people', 'rising'],
      ['list-people', 'falling'],
      ['list-individuals', undefined],
    ] as const) {
      const said = await asked(name, {
        sort: 'name',
        range: '7d',
        ...(direction !== undefined && { direction }),
      });
      const shown = [...said.matchAll(/"name":"Person ([^"]*)"/g)].map(([, code]) => code ?? '');
      expect(shown.length).toBeGreaterThan(4);
      const rising = [...shown].sort();
      expect([name, direction, shown]).toEqual([
        name,
        direction,
        direction === 'falling' ? rising.reverse() : rising,
      ]);
    }
  });
});

describe('revealing one person', () => {
  it('is for a reason, of that person, for an hour, and stands in log and history', async () => {
    const { personId, runtime } = canary;
    expect(await heard('reveal-person', { id: personId, reason: ' ' }, blind)).toMatch(
      /^invalid_input: .*reason/,
    );
    expect(await heard('reveal-person', { id: personId, reason: 'To call them' }, canary.boss)).toMatch(
      /^conflict/,
    );
    expect(
      await heard('reveal-person', { id: personId, reason: 'To call them' }, canary.without('people:reveal')),
    ).toMatch(/^forbidden/);
    expect(await heard('reveal-person', { id: personId, reason: 'To call them' }, blind)).toContain(
      '"until"',
    );
    const profile = await heard('get-profile', { id: personId }, blind);
    expect(profile).toContain(CANARY.name);
    expect(profile).toContain(CANARY.email);
    expect(profile).toContain('"shown":"revealed"');
    expect(await heard('list-people', {}, blind)).toContain(CANARY.name);
    expect(await heard('get-event', { id: (await objectsOf('events'))[0] }, blind)).toContain(
      '"record":null',
    );
    expect(await heard('list-people', { q: CANARY.username }, blind)).toMatch(/^invalid_input/);
    // Nobody else is shown it, no token of the same member, and nobody else's name to them.
    const {
      kind: _kind,
      sessionId: _session,
      mustChoosePassword: _password,
      ...facts
    } = canary.without('people:names');
    const token = { ...facts, kind: 'token' as const, tokenId: personId, expiresAt: Date.now() + 1e6 };
    expect(await heard('get-profile', { id: personId }, token)).not.toMatch(SINGS);
    expect(await heard('list-people', {}, blind)).not.toMatch(/berta/i);
    const history = await heard('get-person-history', { id: personId }, canary.boss);
    expect(history).toContain('revealed who this is, for an hour');
    expect(history).toContain('To call them');
    expect(await heard('list-audit', { action: 'reveal-person' }, canary.boss)).toContain('To call them');
    const later: typeof runtime = { ...runtime, now: () => Date.now() + 61 * 60_000 };
    const operation = OPERATIONS.find(({ name }) => name === 'get-profile');
    const answer = await operation?.execute({ actor: blind, runtime: later, input: { id: personId } });
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
    await expect(execute(file(), { actor: blind, runtime, input: {} })).rejects.toThrow('people:names');
    await expect(execute(file(), { actor: canary.boss, runtime, input: {} })).resolves.toBeInstanceOf(
      Download,
    );
    await expect(execute(file('withheld'), { actor: blind, runtime, input: {} })).resolves.toBeInstanceOf(
      Download,
    );
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
    const answer = await execute(working, { actor: blind, runtime: canary.runtime, input: {}, watch });
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
    await house.sql(`UPDATE membership SET role = 'super_administrator' WHERE "accountId" = $1`, [accountId]);
    await house.sql('UPDATE account SET "partnerId" = NULL WHERE id = $1', [accountId]);
  });
});

describe('what changes something', () => {
  it('answers with no byte of a name either', async () => {
    // Who may do it all the same is not asked; it is what they are told that counts.
    const apart = [
      'choose-password',
      'set-pseudonyms',
      'reveal-person',
      'switch-account',
      'create-first-member',
      'delete-integration',
    ];
    expect(
      await singing(
        blind,
        WRITES.filter(({ name }) => !apart.includes(name)),
      ),
    ).toEqual([]);
  }, 120_000);

  it('may not be found to be on: it is off until somebody may and does switch it on, and tells who sees names', async () => {
    expect(await heard('set-pseudonyms', { withheld: true }, canary.boss)).toMatch(/^conflict/);
    expect(await heard('set-pseudonyms', { withheld: false }, canary.without('privacy:write'))).toMatch(
      /^forbidden/,
    );
    expect(await heard('set-pseudonyms', { withheld: false }, canary.boss)).toContain('"since":null');
    expect(await heard('get-pseudonyms', {}, canary.boss)).toContain('"names":"yes"');
    expect(await heard('list-audit', { action: 'set-pseudonyms' }, canary.boss)).toContain(
      '"namesWithheld":true',
    );
  });
});
