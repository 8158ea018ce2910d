import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountIdSchema, type IntegrationId } from '@/domain/identifiers';
import type { Actor } from '@/server/services/actor';
import {
  downloadQuarantined,
  getQuarantined,
  listQuarantine,
} from '@/server/services/integrations/list-quarantine';
import { removeFromQuarantine, tryQuarantine } from '@/server/services/integrations/try-quarantine';
import { execute } from '@/server/services/operation';
import { OPERATIONS } from '@/server/services/registry';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { duoRecord } from '@/tests/setup/duo-record';
import { type Simulator, start } from '@/tests/setup/simulator-process';
import { member } from '@/tests/setup/triage-desk';

const HOUR = 3_600_000;

describe('the quarantine', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let id: IntegrationId;
  let records = 0;

  const record = (at = Date.now() - 60_000, changes: object = {}) => {
    records += 1;
    return Buffer.from(
      JSON.stringify({
        ...duoRecord({ at: at + records, user: `user${records}`, txid: randomUUID() }),
        ...changes,
      }),
    );
  };
  /** Puts bytes into quarantine as an earlier version would have. */
  const keep = async (bytes: Buffer, reason = 'wrong_type', stream = 'authentication') => {
    const key = randomUUID();
    const hash = createHash('sha256').update(bytes).digest().subarray(0, 16);
    await house.sql(
      `INSERT INTO quarantine ("accountId", id, "integrationId", stream, hash, reason, detail, raw, "firstSeenAt")
       VALUES ($1, $2, $3, $4, $5, $6, 'An earlier version could not read it.', $7, now())`,
      [house.accountId, key, id, stream, hash, reason, bytes],
    );
    await house.sql('UPDATE stream SET quarantined = quarantined + 1 WHERE "integrationId" = $1', [id]);
    return key;
  };
  const ask = () => ({ actor: house.actor, runtime: house.runtime });
  const tryAgain = (input: object = {}) => execute(tryQuarantine, { ...ask(), input: { id, ...input } });
  const list = (input: object = {}) => execute(listQuarantine, { ...ask(), input: { id, ...input } });
  const counted = async () => {
    const [row] = await house.sql('SELECT quarantined FROM stream WHERE "integrationId" = $1', [id]);
    return Number(row?.quarantined);
  };
  const signals = async () => {
    const [row] = await house.sql('SELECT count(*)::int AS n FROM signal WHERE "integrationId" = $1', [id]);
    return Number(row?.n);
  };

  beforeAll(async () => {
    simulator = await start('--people', '2', '--rate-limit', 'off', '--attack-every', 'off');
    house = await openCollectingHouse(simulator);
    id = await house.connect('Cisco Duo', Date.now() - HOUR);
  });
  beforeEach(async () => {
    await house.sql('DELETE FROM quarantine');
    await house.sql('UPDATE stream SET quarantined = 0');
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  it('gives back what can be read now: a signal, a person, and one less in quarantine', async () => {
    const before = await signals();
    const good = await keep(record());
    const bad = await keep(Buffer.from('{"txid":'), 'not_json');
    const answer = await tryAgain();
    expect(answer).toMatchObject({ read: 1, added: 1, tooOld: 0, unreadable: 1 });
    expect(answer.detail).toMatch(/^[A-Z].+\.$/);
    expect(await signals()).toBe(before + 1);
    expect((await list()).records.map((row) => row.id)).toEqual([bad]);
    expect(await counted()).toBe(1);
    expect(await house.sql('SELECT name FROM person WHERE username = $1', [`user${records}`])).toHaveLength(
      1,
    );
    // Trying what is gone is no error, and brings nothing twice.
    expect(await tryAgain({ ids: [good] })).toMatchObject({ read: 0, unreadable: 0 });
    expect(await signals()).toBe(before + 1);
    const [entry] = await house.sql(
      `SELECT after FROM audit_entry WHERE action = 'try-quarantine' ORDER BY seq DESC LIMIT 1`,
    );
    expect(entry?.after).toMatchObject({ tried: 2, read: 1, unreadable: 1 });
  });

  it('tries one, or all of one reason, and leaves the others', async () => {
    const one = await keep(record());
    await keep(record(), 'missing_time');
    await keep(record(), 'missing_time');
    const other = await keep(record());
    expect(await tryAgain({ ids: [one] })).toMatchObject({ read: 1, nextCursor: null });
    expect(await tryAgain({ reason: 'missing_time' })).toMatchObject({ read: 2 });
    expect((await list()).records.map((row) => row.id)).toEqual([other]);
    expect(await counted()).toBe(1);
  });

  it('takes a page that was kept unread apart: what is readable is read, what is not is kept by itself', async () => {
    const [first, second] = [record(), record()];
    const broken = '{"txid": 7, "isotimestamp": "2026-01-01T00:00:00Z"}';
    const page = `{"stat":"OK","response":{"authlogs":[${first.toString()},${broken},${second.toString()}],"metadata":{}}}`;
    await keep(Buffer.from(page), 'page_unread');
    const before = await signals();
    expect(await tryAgain()).toMatchObject({ read: 1, added: 2, unreadable: 0 });
    expect(await signals()).toBe(before + 2);
    const { records: left } = await list();
    expect(left).toHaveLength(1);
    expect(left[0]?.size).toBe(broken.length);
    expect(await counted()).toBe(1);
  });

  it('imports nothing from before the integration was enabled, and keeps it', async () => {
    await keep(record(Date.now() - 5 * HOUR));
    const before = await signals();
    expect(await tryAgain()).toMatchObject({ read: 0, tooOld: 1, unreadable: 0 });
    expect(await signals()).toBe(before);
    expect(await counted()).toBe(1);
  });

  it('goes on where a batch ended until all were tried once', async () => {
    for (let n = 0; n < 130; n += 1) await keep(Buffer.from(`not json ${n}`), 'not_json');
    let tried = 0;
    let cursor: string | undefined;
    let calls = 0;
    do {
      const answer = await tryAgain(cursor === undefined ? {} : { cursor });
      tried += answer.unreadable;
      cursor = answer.nextCursor ?? undefined;
      calls += 1;
    } while (cursor !== undefined && calls < 10);
    expect(tried).toBe(130);
    const seen = new Set<string>();
    for (let page = await list(); ; page = await list({ cursor: page.nextCursor })) {
      for (const row of page.records) seen.add(row.id);
      if (page.nextCursor === null) break;
    }
    expect(seen.size).toBe(130);
  });

  it('shows a record whole, as text or in hex, and hands it out byte for byte, within JSON', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
    const key = await keep(bytes, 'not_utf8');
    const input = { id, record: key };
    const ada = { ...ask(), actor: member(house.accountId, 'Ada'), input };
    const opened = await execute(getQuarantined, ada);
    expect(opened).toMatchObject({ form: 'hex', size: 4, cut: false });
    expect(opened.body).toContain('7b ff 00 7d');
    await execute(getQuarantined, ada);
    const file = await execute(downloadQuarantined, ada);
    const entries = await house.sql(
      `SELECT "action", "entity" FROM audit_entry WHERE "entityId" = $1 AND "action" LIKE '%-quarantined' ORDER BY seq`,
      [input.record],
    );
    // Opened twice, that is one viewing; each file is an entry.
    expect(entries).toEqual([
      { action: 'get-quarantined', entity: 'quarantined_record' },
      { action: 'download-quarantined', entity: 'quarantined_record' },
    ]);
    const pieces: Uint8Array[] = [];
    for await (const piece of file.pieces) pieces.push(piece);
    expect(JSON.parse(Buffer.concat(pieces).toString('utf8'))).toMatchObject({
      reason: 'not_utf8',
      base64: bytes.toString('base64'),
    });
    expect([file.contentType, file.fileName]).toEqual([
      'application/json',
      expect.stringMatching(/^quarantine-[a-z-]+-[0-9a-f]{8}\.json$/),
    ]);
  });

  it('lets go of what a member removes, with what it was on record', async () => {
    await keep(Buffer.from('not json'), 'not_json');
    const stays = await keep(record());
    const { removed } = await execute(removeFromQuarantine, { ...ask(), input: { id, reason: 'not_json' } });
    expect(removed).toEqual([{ reason: 'not_json', records: 1 }]);
    expect((await list()).records.map((row) => row.id)).toEqual([stays]);
    expect(await counted()).toBe(1);
  });

  it('of another account does not exist', async () => {
    const key = await keep(record());
    const stranger: Actor = { kind: 'system', name: 'test', accountId: accountIdSchema.parse(randomUUID()) };
    const { runtime } = house;
    const operations = OPERATIONS.filter(({ name }) => name.includes('quarantine'));
    expect(operations).toHaveLength(5);
    for (const operation of operations)
      await expect(
        operation.execute({ actor: stranger, runtime, input: { id, record: key } }),
      ).rejects.toThrow(/does not exist/);
  });
});
