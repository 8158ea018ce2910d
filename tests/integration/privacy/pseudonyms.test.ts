import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeOperation } from '@/server/http/openapi/describe-operation';
import type { Actor } from '@/server/services/actor';
import type { PublicOperation } from '@/server/services/public-operation';
import { OPERATIONS } from '@/server/services/registry';
import { CANARY, heard, objectsOf, openWithholdingHouse, SINGS } from '@/tests/setup/canary-house';

let canary: Awaited<ReturnType<typeof openWithholdingHouse>>;

beforeAll(async () => {
  canary = await openWithholdingHouse();
}, 60_000);
afterAll(() => canary.close());

/** The same with what cursors hold, which are texts in another guise. */
function unwrapped(said: string): string {
  const cursors = said.match(/[\w-]{16,}/g) ?? [];
  return [said, ...cursors.map((text) => Buffer.from(text, 'base64url').toString('utf8'))].join('\n');
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
    const ids = await objectsOf(canary, parts[index - 1] ?? '');
    inputs = inputs.flatMap((input) => ids.map((id) => ({ ...input, [part.slice(1)]: id })));
  }
  return inputs;
}

/** Operations that answer with the canary to this actor, in any of the ways they can be asked. */
async function singing(actor: Actor, operations: readonly PublicOperation[]): Promise<string[]> {
  const found = new Set<string>();
  for (const operation of operations)
    for (const input of await inputsFor(operation))
      if (SINGS.test(unwrapped(await heard(canary, operation.name, input, actor)))) found.add(operation.name);
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
    expect(await singing(canary.blind, READS)).toEqual([]);
  }, 60_000);

  it('a first name alone is withheld too, in the audit log and in what a refusal quotes', async () => {
    const list = { name: 'Zuleika first' };
    await canary.said('create-watchlist', list, canary.boss);
    await canary.said('save-view', { name: 'Zuleika first', view: {} }, canary.boss);
    await canary.said('save-search', { name: 'Zuleika first', q: '', since: '7d' }, canary.boss);
    for (const name of ['list-audit', 'export-audit'])
      expect(await heard(canary, name, {}, canary.blind)).not.toMatch(SINGS);
    expect(await heard(canary, 'create-watchlist', list, canary.blind)).toMatch(
      /^conflict: .*\[name withheld\]/,
    );
    const kept = await canary.house.sql(
      `SELECT "entityId", after->>'name' AS name FROM audit_entry
       WHERE "accountId" = $1 AND entity IN ('saved_view', 'saved_search') AND after->>'name' = 'Zuleika first'`,
      [canary.accountId],
    );
    expect(kept).toHaveLength(2);
    for (const { entityId } of kept) expect(entityId).toMatch(/^[0-9a-f-]{36}$/);
  });

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
      expect([name, await heard(canary, name, input, canary.blind)]).toEqual([
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
      expect([name, await heard(canary, name, input, canary.blind)]).toEqual([
        name,
        expect.stringMatching(/^forbidden: .*people:names/),
      ]);
    expect(
      await heard(canary, 'export-signals', { q: '', since: '7d', format: 'jsonl' }, canary.blind),
    ).toMatch(/^invalid_input: .*csv/);
    const event = (await objectsOf(canary, 'events'))[0];
    expect(await heard(canary, 'get-event', { id: event }, canary.blind)).toContain('"record":null');
    expect(await heard(canary, 'get-event', { id: event }, canary.boss)).not.toContain('"record":null');
  });
});

describe('a search by who is not shown names', () => {
  const asked = (name: string, input: unknown) => heard(canary, name, input, canary.blind);

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
        // No word of it is a name: in what a refusal quotes a first name alone is one.
        const nonsense = word.replaceAll(/\b\w/g, 'x');
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
    for (const field of ['stream', 'integration', 'address'])
      await alike('search-signals', (q) => ({ q: `${field}:"${q}"`, since: '7d' }));
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

describe('what changes something', () => {
  it('answers with no byte of a name either', async () => {
    // Who may do it all the same is not asked; it is what they are told that counts.
    const apart = [
      'choose-password',
      'prove-identity',
      'set-pseudonyms',
      'reveal-person',
      'switch-account',
      'create-first-member',
      'delete-integration',
    ];
    expect(
      await singing(
        canary.blind,
        WRITES.filter(({ name }) => !apart.includes(name)),
      ),
    ).toEqual([]);
  }, 120_000);
});
