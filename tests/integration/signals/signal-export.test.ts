import { hash, randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AccountId } from '@/domain/identifiers';
import { signalRowSchema } from '@/domain/views/signal';
import { insertGap } from '@/server/data/integrations/gaps';
import { ensurePartitions } from '@/server/data/signals/signals';
import { execute } from '@/server/services/operation';
import { countSignals } from '@/server/services/signals/count-signals';
import { exportSignals } from '@/server/services/signals/export-signals';
import { searchSignals } from '@/server/services/signals/search-signals';
import { duoRecord, fetchedRecord } from '@/tests/setup/duo-record';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { commitSignIns } from '@/tests/setup/search-house';
import { member } from '@/tests/setup/triage-desk';

const NOW = Date.now();
const INTEGRATION = randomUUID();
const lineSchema = signalRowSchema.extend({ sha256: z.string(), record: z.string() });

let house: PeopleHouse;
let accountId: AccountId;
beforeAll(async () => {
  house = await openPeopleHouse();
  accountId = await house.newAccount([INTEGRATION]);
  await commitSignIns(house, accountId, INTEGRATION, { before: NOW, days: 20, count: 1300, seed: 11 });
}, 120_000);
afterAll(() => house.close());

const asMember = () => ({ actor: member(accountId, 'Ada'), runtime: house.runtime });

async function fileOf(input: Record<string, unknown>): Promise<string> {
  const file = await execute(exportSignals, { ...asMember(), input });
  const pieces: Uint8Array[] = [];
  for await (const piece of file.pieces) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** Every id that the list shows for a search, page after page. */
async function listed(input: Record<string, unknown>): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: z.output<typeof searchSignals.output> = await execute(searchSignals, {
      ...asMember(),
      input: { ...input, ...(cursor !== null && { cursor }) },
    });
    ids.push(...page.signals.map(({ id }) => id));
    cursor = page.olderCursor;
  } while (cursor !== null);
  return ids;
}

const rowsOf = (csv: string) =>
  z.array(z.record(z.string(), z.string())).parse(parse(csv, { columns: true }));

describe('the file of a search', () => {
  it.each(['', 'result:denied', 'user3', 'passcode', 'person:user1 person:user2', 'device:EPLAPTOP'])(
    'holds exactly what the list of “%s” shows, in its order',
    async (q) => {
      const ids = await listed({ q, since: '30d' });
      expect(ids.length).toBeGreaterThan(q.startsWith('device') ? -1 : 50);
      expect(rowsOf(await fileOf({ q, since: '30d' })).map(({ id }) => id)).toEqual(ids);
    },
  );

  it('holds in JSON lines the records themselves, as they were sent', async () => {
    const lines = (await fileOf({ q: 'result:fraud', since: '30d', format: 'jsonl' })).trimEnd().split('\n');
    const records = lines.map((line) => lineSchema.parse(JSON.parse(line)));
    expect(records.map(({ id }) => id)).toEqual(await listed({ q: 'result:fraud', since: '30d' }));
    for (const { record, sha256, txid } of records) {
      expect(hash('sha256', record)).toBe(sha256);
      expect(z.object({ txid: z.string() }).parse(JSON.parse(record)).txid).toBe(txid);
    }
  });

  it('runs no formula in a spreadsheet', async () => {
    const at = NOW - 60_000;
    await ensurePartitions(house.runtime.database, [at]);
    const raw = duoRecord({ at, user: 'mallory', userKey: 'DUM', txid: randomUUID() });
    const application = { key: 'DI1', name: '=HYPERLINK("http://x","y")\n@SUM(1)' };
    await house.commit(accountId, INTEGRATION, [fetchedRecord({ ...raw, application })]);
    const [row] = rowsOf(await fileOf({ q: 'person:mallory' }));
    // A line within a cell begins one where the cell is read as two.
    expect(row?.application).toBe(`'=HYPERLINK("http://x","y")\n'@SUM(1)`);
  });

  it('stands in the audit log with what was searched, and with the person where it is of one', async () => {
    await fileOf({ q: 'person:user4', since: '30d', format: 'jsonl' });
    const [entry] = await house.sql(
      `SELECT "action", "entity", "personId", "after" FROM audit_entry WHERE "accountId" = $1
       ORDER BY seq DESC LIMIT 1`,
      [accountId],
    );
    const [person] = await house.sql(`SELECT id FROM person WHERE "accountId" = $1 AND username = 'user4'`, [
      accountId,
    ]);
    expect(entry).toMatchObject({
      action: 'export-signals',
      entity: 'signal_file',
      personId: person?.id,
      after: { q: 'person:user4', format: 'jsonl' },
    });
  });

  it('is refused where it would be too long, with what to narrow, and the page says the same', async () => {
    const wide = await house.newAccount([randomUUID()]);
    const actor = member(wide, 'Ada');
    await house.sql(
      `INSERT INTO signal_counter ("accountId", "integrationId", "stream", "bucket", "result", "signals")
       SELECT $1, id, 1, to_timestamp($2), 'denied', 60000 FROM integration WHERE "accountId" = $1`,
      [wide, Math.floor(NOW / 900_000) * 900 - 3_600],
    );
    const input = { since: '24h' };
    const refusal =
      '60,000 records match, and a file holds at most 50,000. Add a person or an address, or choose a time of at most 20 hours.';
    await expect(execute(exportSignals, { actor, runtime: house.runtime, input })).rejects.toThrow(
      `q: ${refusal}`,
    );
    await expect(execute(countSignals, { actor, runtime: house.runtime, input })).resolves.toMatchObject({
      total: 60_000,
      fileRefusal: refusal,
    });
  });
});

describe('what a search may lack', () => {
  it('is said: gaps within its time, and feeds that are behind', async () => {
    const from = NOW - 5 * 3_600_000;
    const gap = { from, to: from + 3_600_000, cause: 'history' } as const;
    await house.runtime.database.inAccount(accountId, (tx) =>
      insertGap(accountId, tx, { integrationId: INTEGRATION, stream: 'authentication' }, gap, NOW),
    );
    const ask = (input: object) => execute(countSignals, { ...asMember(), input });
    const today = await ask({ since: '24h' });
    expect(today.gaps).toMatchObject([{ from: new Date(from).toISOString(), refilledAt: null }]);
    expect(today.feeds.map(({ id }) => id)).toEqual([INTEGRATION]);
    const before = await ask({
      from: new Date(from - 86_400_000).toISOString(),
      to: new Date(from - 3_600_000).toISOString(),
    });
    expect(before).toMatchObject({ gaps: [], feeds: [], fileRefusal: null });
  });
});
