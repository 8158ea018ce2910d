import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AccountId } from '@/domain/identifiers';
import { type SearchTerm, writeSearch } from '@/domain/signal-search/parse-search';
import type { SignalHistogram, SignalsPage } from '@/domain/views/signal';
import { execute } from '@/server/services/operation';
import { OPERATIONS } from '@/server/services/registry';
import { completeSearch } from '@/server/services/signals/complete-search';
import { countSignals } from '@/server/services/signals/count-signals';
import { getSignal } from '@/server/services/signals/get-signal';
import { searchSignals } from '@/server/services/signals/search-signals';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { commitSignIns, randomBelow, systemActor } from '@/tests/setup/search-house';
import { member } from '@/tests/setup/triage-desk';

const NOW = Math.floor(Date.now() / 1000) * 1000;
const INTEGRATION = randomUUID();
const SECOND = randomUUID();
const FOREIGN = randomUUID();
const BUSY = randomUUID();
const ROUNDS = 120;

let house: PeopleHouse;
let own: AccountId;
let other: AccountId;
let busy: AccountId;

const search = (input: Record<string, unknown>, account = own): Promise<SignalsPage> =>
  execute(searchSignals, { actor: systemActor(account), runtime: house.runtime, input });
const histogram = (input: Record<string, unknown>): Promise<SignalHistogram> =>
  execute(countSignals, { actor: systemActor(own), runtime: house.runtime, input });
const refusal = (input: Record<string, unknown>): Promise<string> =>
  search(input).then(
    () => 'not refused',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

/** All ids that a search finds, page by page to the oldest, with the pages. */
async function walk(
  input: Record<string, unknown>,
  account = own,
): Promise<{ ids: string[]; pages: SignalsPage[] }> {
  const pages = [await search(input, account)];
  for (let cursor = pages[0]?.olderCursor; cursor !== null && cursor !== undefined;) {
    const page = await search({ ...input, cursor }, account);
    pages.push(page);
    cursor = page.olderCursor;
  }
  return { ids: pages.flatMap(({ signals }) => signals.map(({ id }) => id)), pages };
}

beforeAll(async () => {
  house = await openPeopleHouse();
  own = await house.newAccount([INTEGRATION, SECOND]);
  other = await house.newAccount([FOREIGN]);
  busy = await house.newAccount([BUSY]);
  // Many within half an hour.
  await commitSignIns(house, busy, BUSY, { before: NOW, days: 0.02, count: 120, seed: 9 });
  await commitSignIns(house, own, INTEGRATION, { before: NOW, days: 40, count: 1200, seed: 7 });
  await commitSignIns(house, own, SECOND, { before: NOW, days: 40, count: 300, seed: 9 });
  await commitSignIns(house, other, FOREIGN, { before: NOW, days: 40, count: 60, seed: 8 });
}, 120_000);
afterAll(() => house.close());

/** A random condition with the SQL that it stands for, written anew. */
function randomTerm(below: (bound: number) => number): { term: SearchTerm; sql: string } {
  const of = (field: SearchTerm['field'], value: string, sql: string) => {
    const negated = below(4) === 0;
    const term = { field, value, negated };
    return { term, sql: negated ? `NOT coalesce(${sql}, false)` : `coalesce(${sql}, false)` };
  };
  const pick = (values: readonly string[]): string => values[below(values.length)] ?? '';
  const person = pick(['user0', 'user3', 'user8']);
  switch (below(10)) {
    case 0:
      return of('person', person.toUpperCase(), `username = '${person}'`);
    case 1: {
      const network = pick([
        '198.51.100.0/24',
        '198.51.100.7',
        '2001:db8::/32',
        '0.0.0.0/0',
        '203.0.113.9/32',
      ]);
      return of('address', network, `family(ip) = family('${network}') AND ip <<= '${network}'`);
    }
    case 2: {
      const name = pick(['Salesforce', 'Mail "inside"', '100% cloud', 'nowhere']);
      return of('application', name.toUpperCase(), `application = '${name}'`);
    }
    case 3: {
      const result = pick(['success', 'denied', 'fraud']);
      return of('result', result, `result = '${result}'`);
    }
    case 4:
      return of('reason', '*_*e*', `reason LIKE '%\\_%e%'`);
    case 5:
      return of('factor', 'phone*', `factor LIKE 'phone%'`);
    case 6:
      return of('stream', pick(['authentication', 'telephony']), `stream = 1`).term.value === 'telephony'
        ? of('stream', 'telephony', 'stream <> 1')
        : of('stream', 'authentication', 'stream = 1');
    case 7: {
      const country = pick(['Nigeria', 'United States']);
      return of('country', country, `country = '${country}'`);
    }
    case 8: {
      const [name, id] = below(2) === 0 ? ['duo 1', INTEGRATION] : ['*2', SECOND];
      return of('integration', name, `"integrationId" = '${id}'`);
    }
    default: {
      const word = pick(['user3@', 'gateway', 'passcode', '203.0.113.9']);
      return of(
        'text',
        word,
        `(username || '@' LIKE '%${word}%' OR application ILIKE '%${word}%' OR reason LIKE '%${word}%'
          OR factor LIKE '%${word}%' OR host(ip) = '${word}')`,
      );
    }
  }
}

describe('a search', () => {
  it(`finds what SQL finds, in its order, for ${ROUNDS} random searches, forwards and back`, async () => {
    const below = randomBelow(20_261_127);
    for (let round = 0; round < ROUNDS; round += 1) {
      const parts = Array.from({ length: below(4) }, () => randomTerm(below));
      const q = writeSearch(parts.map(({ term }) => term));
      const from = Math.floor((NOW - below(45) * 86_400_000) / 900_000) * 900_000;
      const time = below(3) === 0 ? { since: 'all' } : { from: new Date(from).toISOString() };
      // Several values of one field are any of them; everything else holds together.
      const fields = new Map<string, string[]>();
      for (const [index, { term, sql }] of parts.entries()) {
        const key = term.negated || term.field === 'text' ? String(index) : term.field;
        fields.set(key, [...(fields.get(key) ?? []), sql]);
      }
      const where = [...fields.values()].map((any) => `(${any.join(' OR ')})`).join(' AND ');
      const expected = await house.sql(
        `SELECT (extract(epoch FROM "occurredAt") * 1000)::bigint || '-' || encode("signalKey", 'hex') AS id,
           (extract(epoch FROM "occurredAt") * 1000)::float8 AS at
         FROM signal WHERE "accountId" = $1 AND "occurredAt" >= $2 ${where === '' ? '' : `AND ${where}`}
         ORDER BY "occurredAt" DESC, "signalKey" DESC`,
        [own, 'since' in time ? new Date(0) : new Date(from)],
      );
      const { ids, pages } = await walk({ q, ...time });
      expect({ q, time, ids }).toEqual({ q, time, ids: expected.map(({ id }) => id) });

      const back: string[] = [];
      for (let page = pages.at(-1); page !== undefined && page.newerCursor !== null;) {
        page = await search({ q, ...time, cursor: page.newerCursor });
        back.unshift(...page.signals.map(({ id }) => id));
      }
      const before = pages.slice(0, -1).flatMap(({ signals }) => signals.map(({ id }) => id));
      expect({ q, back }).toEqual({ q, back: before });

      const bars = await histogram({ q, ...time });
      expect({ q, whole: bars.whole, total: bars.total }).toEqual({ q, whole: true, total: expected.length });
      for (const bar of bars.buckets) {
        const start = Date.parse(bar.start);
        const inside = expected.filter(({ at }) => Number(at) >= start && Number(at) < start + bars.bucketMs);
        expect({ q, start: bar.start, signals: bar.signals }).toEqual({
          q,
          start: bar.start,
          signals: inside.length,
        });
      }
    }
  }, 300_000);

  it('asks the record itself for a device', async () => {
    const { ids } = await walk({ q: 'person:user3 device:eplap*', since: 'all' });
    const { ids: others } = await walk({ q: 'person:user3 -device:EPLAPTOP', since: 'all' });
    const { ids: all } = await walk({ q: 'person:user3', since: 'all' });
    expect(ids.length).toBeGreaterThan(10);
    expect(others.length).toBeGreaterThan(10);
    expect([...ids, ...others].sort()).toEqual([...all].sort());
    const open = await execute(getSignal, {
      actor: systemActor(own),
      runtime: house.runtime,
      input: { id: ids[0] },
    });
    expect(open.record).toContain('EPLAPTOP');
    expect((await histogram({ q: 'device:EPLAPTOP' })).whole).toBe(false);
  });

  it('finds a transaction', async () => {
    const [first] = (await search({ since: 'all' })).signals;
    expect((await walk({ q: `transaction:${first?.txid ?? ''}`, since: 'all' })).ids).toEqual([first?.id]);
    expect((await walk({ q: first?.txid?.toUpperCase() ?? '', since: 'all' })).ids).toEqual([first?.id]);
  });

  it('means by the name of an integration just that one, also where others match it, and refuses one that there is not', async () => {
    const rename = (name: string) =>
      house.sql(`UPDATE integration SET name = $2 WHERE "accountId" = $1 AND id = $3`, [own, name, SECOND]);
    const count = async (q: string) => (await walk({ q, since: 'all' })).ids.length;
    await rename('Duo *');
    expect(await count('integration:"duo *"')).toBe(300);
    expect(await count('integration:duo*')).toBe(1500);
    expect(await refusal({ q: 'integration:"Duo 2"' })).toBe(
      'integration:"Duo 2": no integration is called so. Use one of Duo *, Duo 1.',
    );
    await rename('Duo 2');
  });

  it('says which of its words is nothing here', async () => {
    const page = await search({ q: 'zzzz result:success -yyyy', since: 'all' });
    expect([page.signals, page.unknownWords]).toEqual([[], ['zzzz']]);
  });

  it.each([
    ['colour:red', /there is no field “colour”\. Use one of person/],
    ['address:300.1.1.1', /address:300\.1\.1\.1: this is no address\. Write one such as/],
    ['stream:emails', /stream:emails: there is no such stream\. Use one of authentication/],
    ['person:"ada', /the quote is not closed/],
  ])('that cannot be read is refused: %s', async (q, sentence) => {
    expect(await refusal({ q })).toMatch(sentence);
  });

  it('takes no cursor that is not its own, and no time that ends before it begins', async () => {
    expect(await refusal({ cursor: 'x' })).toMatch(/^cursor: leave it out/);
    expect(await refusal({ from: '2026-11-02T00:00:00Z', to: '2026-11-01T00:00:00Z' })).toMatch(/^to: /);
  });
});

describe('a record', () => {
  it('opens as it was sent, with what was around it, and the audit log says who opened it', async () => {
    const [first] = (await search({ q: 'person:user3', since: 'all' })).signals;
    const open = await execute(getSignal, {
      actor: systemActor(own),
      runtime: house.runtime,
      input: { id: first?.id },
    });
    expect(open.signal).toEqual(first);
    expect(JSON.parse(open.record ?? '')).toMatchObject({ txid: first?.txid, user: { name: 'user3' } });
    const { person, address } = open.around;
    for (const one of person.signals) expect(one.person?.id).toBe(first?.person?.id);
    for (const one of address.signals) expect(one.ip).toBe(first?.ip);
    expect([...person.signals, ...address.signals].map(({ id }) => id)).not.toContain(first?.id);
    expect([person.more, address.more]).toEqual([false, false]);
    const [entry] = await house.sql(
      `SELECT action, entity, "entityId" FROM audit_entry WHERE "accountId" = $1 ORDER BY seq DESC LIMIT 1`,
      [own],
    );
    expect(entry).toEqual({ action: 'get-signal', entity: 'signal', entityId: first?.id });
  });

  it('says that there is more around it than is shown, and in which time that is found', async () => {
    const { ids } = await walk({ q: 'address:198.51.100.7', since: 'all' }, busy);
    const input = { id: ids.at(-1) };
    const { around } = await execute(getSignal, { actor: systemActor(busy), runtime: house.runtime, input });
    expect(around.address.more).toBe(true);
    expect(around.address.signals.map(({ id }) => id)).toEqual(ids.slice(-11, -1).reverse());
    const { from, to } = around;
    const all = await walk({ q: 'address:198.51.100.7', from, to }, busy);
    expect(all.ids).toEqual(ids);
  });

  it('tells in list and opened of the device that it names', async () => {
    const [first] = (await search({ q: 'device:EPLAPTOP', since: 'all' })).signals;
    expect(first?.devices).toEqual(['EPLAPTOP']);
  });

  it('names the events that rest on it', async () => {
    const [event] = await house.sql(
      `SELECT id, "sources"->0->>'signalKey' AS key FROM identity_event
       WHERE "accountId" = $1 AND "retractedAt" IS NULL LIMIT 1`,
      [own],
    );
    const { pages } = await walk({ since: 'all' });
    const signal = pages.flatMap(({ signals }) => signals).find(({ id }) => id.endsWith(String(event?.key)));
    const open = await execute(getSignal, {
      actor: systemActor(own),
      runtime: house.runtime,
      input: { id: signal?.id },
    });
    expect(open.events.map(({ id }) => id)).toContain(event?.id);
  });
});

describe('the wall', () => {
  it('hides records, names, values and devices of another account', async () => {
    const { ids } = await walk({ since: 'all' });
    const foreign = (await search({ since: 'all' }, other)).signals;
    expect(foreign.length).toBeGreaterThan(40);
    for (const { id, person, txid } of foreign) {
      expect(ids).not.toContain(id);
      const found = execute(getSignal, { actor: systemActor(own), runtime: house.runtime, input: { id } });
      await expect(found).rejects.toMatchObject({ code: 'not_found' });
      for (const q of [`person:${person?.id ?? 'none'}`, `transaction:${txid ?? ''}`])
        expect((await search({ q, since: 'all' })).signals).toEqual([]);
    }
    await house.sql(
      `UPDATE signal_value SET value = 'Theirs' WHERE "accountId" = $1 AND field = 'application'
      AND value = 'Salesforce'`,
      [other],
    );
    const theirs = await execute(completeSearch, {
      actor: systemActor(own),
      runtime: house.runtime,
      input: { field: 'application', begins: 'the' },
    });
    expect(theirs.completions).toEqual([]);
  });

  it('lets only those read raw records whose role says so', async () => {
    const actorOf = (role: 'help_desk' | 'auditor') => member(own, 'Ada', role);
    const { runtime } = house;
    const reading = OPERATIONS.filter(({ path }) => path.startsWith('/api/v1/signals'));
    expect(reading.length).toBeGreaterThanOrEqual(4);
    const input = { id: '1-00', field: 'person', name: 'x', q: 'ada' };
    for (const operation of reading)
      await expect(
        operation.execute({ actor: actorOf('help_desk'), runtime, input }),
        operation.name,
      ).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      execute(searchSignals, { actor: actorOf('auditor'), runtime, input: {} }),
    ).resolves.toBeDefined();
  });
});

describe('completion', () => {
  it.each([
    ['person', 'USER3', 'user3'],
    ['address', '203.', '203.0.113.9'],
    ['address', '198.51', '198.51.100.0/24'],
    ['application', 'gate', 'VPN gateway'],
    ['reason', 'no_r', 'no_response'],
    ['stream', 'auth', 'authentication'],
    ['integration', 'uo', 'Duo 2'],
  ])('of %s knows what begins as %s', async (field, begins, value) => {
    const { completions } = await execute(completeSearch, {
      actor: systemActor(own),
      runtime: house.runtime,
      input: { field, begins },
    });
    expect(completions.map((one) => one.value)).toContain(value);
  });

  it('of a transaction knows those of the newest records; a network of one address is none', async () => {
    const complete = async (field: string, begins: string) => {
      const as = { actor: systemActor(own), runtime: house.runtime };
      const { completions } = await execute(completeSearch, { ...as, input: { field, begins } });
      return completions.map((one) => one.value);
    };
    const [newest] = await house.sql(
      'SELECT txid FROM signal WHERE "accountId" = $1 AND txid IS NOT NULL ORDER BY "occurredAt" DESC LIMIT 1',
      [own],
    );
    const txid = z.string().parse(newest?.txid);
    expect(await complete('transaction', txid.slice(0, 6).toUpperCase())).toContain(txid);
    expect(await complete('transaction', 'none such')).toEqual([]);
    expect(await complete('address', '203.0.113.')).toEqual(['203.0.113.9']);
  });
});

describe('a search that would cost too much', () => {
  it('is refused before it reads, and says what to narrow; what is dense enough is not', async () => {
    const wide = await house.newAccount([randomUUID()]);
    const [integration] = await house.sql('SELECT id FROM integration WHERE "accountId" = $1', [wide]);
    await house.sql(
      `INSERT INTO signal ("accountId", "occurredAt", "signalKey", "integrationId", stream, "receivedAt", txid,
         application, ip, dictionary, raw)
       SELECT $1, to_timestamp($3) - n * interval '6 seconds', decode(lpad(to_hex(n), 32, '0'), 'hex'), $2, 1, now(),
         'tx' || n, CASE WHEN n % 20000 = 0 THEN 'Rare' ELSE 'Common' END, '198.51.100.7', 0, '\\x0300'
       FROM generate_series(1, 120000) n`,
      [wide, integration?.id, NOW / 1000],
    );
    await house.sql(
      `INSERT INTO signal_value SELECT "accountId", f.field, f.value, floor(extract(epoch FROM "occurredAt") / 86400)::int,
         "integrationId", stream, count(*) FROM signal CROSS JOIN LATERAL (VALUES ('all', ''), ('application', application))
         AS f(field, value) WHERE "accountId" = $1 GROUP BY 1, 2, 3, 4, 5, 6`,
      [wide],
    );
    const ask = (q: string, time: object = {}) =>
      search({ q, since: '30d', ...time }, wide).then(
        ({ signals }) => signals.length,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    expect(await ask('application:Common')).toBe(50);
    expect(await ask('application:Rare')).toMatch(
      /^q: About 1\d\d,\d{3} records .+ Add a person or an address, or choose a time of at most \d+ (hours|days)\.$/,
    );
    expect(await ask('transaction:tx119999')).toMatch(/Add a person or an address/);
    // An office behind one address: found by it, and yet too many to look through.
    expect(await ask('address:198.51.100.7 application:Rare')).toMatch(
      /^q: More than 50,000 records were read/,
    );
    const day = new Date(NOW - 86_400_000).toISOString();
    expect(await ask('application:Rare', { from: day })).toBe(0);
    expect(await ask('transaction:tx1000', { from: day })).toBe(1);
  }, 120_000);
});
