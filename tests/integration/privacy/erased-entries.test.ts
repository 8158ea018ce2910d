import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ERASED } from '@/domain/erased-names';
import type { AccountId } from '@/domain/identifiers';
import { appendAuditEntry } from '@/server/data/audit/audit-log';
import { eraseFromAudit } from '@/server/data/privacy/scrub-names';
import { packRecord, unpackRecord } from '@/server/data/signals/raw-codec';
import { ensurePartitions, streamNumber } from '@/server/data/signals/signals';
import { verifyAudit } from '@/server/services/audit/verify-audit';
import { execute } from '@/server/services/operation';
import { addPersonNote } from '@/server/services/people/person-notes';
import { erasePerson } from '@/server/services/privacy/erase-person';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, harassed, member, newDesk } from '@/tests/setup/triage-desk';

let house: PeopleHouse;
let accountId: AccountId;

beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [Date.now() - 60_000]);
});
afterAll(() => house.close());

/** Somebody about whom the audit log has two entries is erased. */
beforeEach(async () => {
  const desk = await newDesk(house);
  ({ accountId } = desk);
  await desk.commit([{ user: 'zilpzalp', at: Date.now() - 60_000 }]);
  const [person] = await house.sql('SELECT id FROM person WHERE "accountId" = $1', [accountId]);
  const as = { actor: member(accountId, 'Grace', 'hrcc_administrator'), runtime: house.runtime };
  for (const text of ['Rang them up.', 'Rang them up again.'])
    await execute(addPersonNote, { ...as, input: { id: person?.['id'], text } });
  await execute(erasePerson, { ...as, input: { id: person?.['id'], confirm: 'zilpzalp' } });
});

const faults = async () =>
  (await verifyAudit(house.runtime, null)).accounts
    .find((account) => account.accountId === accountId)
    ?.faults.map(({ seq, what }) => [Number(seq), what]);
const change = (fields: string, seq: number) =>
  house.sql(`UPDATE audit_entry SET ${fields} WHERE "accountId" = $1 AND seq = $2`, [accountId, seq]);

describe('entries whose words are gone', () => {
  it('are whole, and say when, who and which act', async () => {
    expect(await faults()).toEqual([]);
    const left = await house.sql(
      `SELECT "actorName", action, after, "erasedBy"::int AS by FROM audit_entry WHERE "accountId" = $1 AND seq < 3`,
      [accountId],
    );
    expect(left).toEqual(
      [1, 2].map(() => ({ actorName: 'Grace', action: 'add-person-note', after: null, by: 3 })),
    );
  });

  it.each([
    `"actorName" = 'Eve'`,
    `"actorId" = NULL`,
    `action = 'list-people'`,
    `entity = 'event'`,
    `"entityId" = NULL`,
    `at = at + interval '1 ms'`,
    `address = '192.0.2.1'`,
    `"personId" = gen_random_uuid()`,
    `after = '{}'`,
    `"erasedHash" = NULL`,
    `"erasedHash" = decode(repeat('00', 32), 'hex')`,
    `"erasedHash" = (SELECT "erasedHash" FROM audit_entry o WHERE o."accountId" = $1 AND o.seq = 2)`,
    `"erasedBy" = NULL`,
  ])('are altered by %s', async (fields) => {
    await change(fields, 1);
    expect(await faults()).toEqual([[1, 'altered']]);
  });

  it('are whole without a hash of their own only where they are of before there was one', async () => {
    const append = (action: string, after: unknown) =>
      house.runtime.database.inAccount(accountId, (tx) =>
        appendAuditEntry(accountId, tx, house.runtime.auditKey, {
          ...{ at: Date.now(), actorKind: 'system', actorId: null, actorName: 'test', address: null },
          ...{ action, entity: 'person', entityId: null, before: null, after },
        }),
      );
    const old = Number(await append('add-person-note', { note: 'x' }));
    await append('erase-person', { entries: [old] });
    await change(`after = NULL, "erasedBy" = seq + 1`, old);
    expect(await faults()).toEqual([]);
    await change(`after = after - 'sealed'`, 3);
    expect(await faults()).toEqual([
      [3, 'altered'],
      [1, 'altered'],
      [2, 'altered'],
    ]);
  });

  it('are made by PostgreSQL for nobody who does not say so in the same transaction', async () => {
    const erase = (by: bigint) =>
      house.runtime.database.inAccount(accountId, (tx) =>
        eraseFromAudit(accountId, tx, house.runtime.auditKey, [1n], by),
      );
    for (const by of [2n, 3n, 4n])
      await expect(erase(by)).rejects.toThrow(/does not say, in this transaction, that these entries/);
    expect(await faults()).toEqual([]);
  });
});

describe('who is only named alike', () => {
  it('keeps their records, evidence, watchlists and entries; names of the erased go from them', async () => {
    const desk = await newDesk(house);
    ({ accountId } = desk);
    const now = Date.now() - 60_000;
    await desk.commit([{ user: 'ada', at: now }, harassed(now, { user: 'bob' })]);
    const as = { actor: member(accountId, 'Grace', 'hrcc_administrator'), runtime: house.runtime };
    const idOf = async (user: string) =>
      String(
        (
          await house.sql('SELECT id FROM person WHERE "accountId" = $1 AND username = $2', [accountId, user])
        )[0]?.['id'],
      );
    const [ada, bob] = [await idOf('ada'), await idOf('bob')];
    const actors = ['Ada Lovelace', 'ada-admin', 'ada'];
    for (const [index, actor] of actors.entries()) {
      const packed = packRecord(
        streamNumber('activity'),
        JSON.stringify({ actor: { name: actor }, target: 'bob' }),
      );
      await house.sql(
        `INSERT INTO signal ("accountId", "personId", "integrationId", actor, dictionary, raw, stream, "occurredAt", "signalKey", "receivedAt")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())`,
        [
          ...[accountId, bob, DUO, actor, packed.dictionary, packed.bytes, streamNumber('activity')],
          ...[new Date(now + index), Buffer.from([index])],
        ],
      );
      await house.sql(
        `INSERT INTO signal_value ("accountId", field, value, day, "integrationId", stream, signals)
         VALUES ($1, 'actor', $2, $3, $4, $5, 1)`,
        [accountId, actor, Math.floor(now / 86_400_000), DUO, streamNumber('activity')],
      );
    }
    for (const name of ['About ada', 'about ADA', 'Adamant'])
      await house.sql(
        `INSERT INTO watchlist ("accountId", id, name, "nameKey", "createdAt", "createdByName")
         VALUES ($1, gen_random_uuid(), $2, $3, now(), 'Grace')`,
        [accountId, name, `${name} ${name === 'about ADA' ? '2' : ''}`],
      );
    const grace = randomUUID();
    await house.sql(
      `INSERT INTO name_reveal ("accountId", "memberId", "personId", reason, at, until)
       VALUES ($1, $2, $3, 'Ada asked me to', now(), now() + interval '1 hour')`,
      [accountId, grace, bob],
    );
    for (const text of ['Ada rang.', 'All is well.'])
      await execute(addPersonNote, { ...as, input: { id: bob, text } });
    const entry = (after: unknown) =>
      house.runtime.database.inAccount(accountId, (tx) =>
        appendAuditEntry(accountId, tx, house.runtime.auditKey, {
          ...{ at: Date.now(), actorKind: 'system', actorId: null, actorName: 'test', address: null },
          ...{ action: 'test', entity: 'thing', entityId: null, before: null, after },
        }),
      );
    const kept = [await entry({ name: 'Ada Lovelace' }), await entry({ names: ['ada-admin', 'Adamant'] })];
    const emptied = [await entry({ name: 'ada' }), await entry({ names: ['ben', 'CORP\\\\ada'] })];
    await execute(erasePerson, { ...as, input: { id: ada, confirm: 'ada' } });

    const signals = await house.sql(
      `SELECT actor, dictionary, raw FROM signal WHERE "accountId" = $1 AND actor IS NOT NULL ORDER BY "occurredAt"`,
      [accountId],
    );
    expect(signals.map(({ actor }) => actor)).toEqual(['Ada Lovelace', 'ada-admin', ERASED]);
    expect(
      signals.map(({ dictionary, raw }) =>
        unpackRecord({ dictionary: Number(dictionary), bytes: z.instanceof(Uint8Array).parse(raw) }),
      ),
    ).toEqual(signals.map(({ actor }) => JSON.stringify({ actor: { name: actor }, target: 'bob' })));
    const values = await house.sql(
      `SELECT value FROM signal_value WHERE "accountId" = $1 AND field = 'actor' ORDER BY value COLLATE "C"`,
      [accountId],
    );
    expect(values.map(({ value }) => value)).toEqual(['Ada Lovelace', 'ada-admin']);
    const lists = await house.sql(
      `SELECT name, "nameKey" FROM watchlist WHERE "accountId" = $1 ORDER BY lower(name)`,
      [accountId],
    );
    // Which of the two is renamed first is left open.
    expect(lists.map(({ name }) => String(name).toLowerCase())).toEqual([
      ...['about erased person', 'about erased person 2', 'adamant'],
    ]);
    expect(await house.sql(`SELECT reason FROM name_reveal WHERE "accountId" = $1`, [accountId])).toEqual([
      { reason: `${ERASED} asked me to` },
    ]);
    const erased = await house.sql(
      `SELECT seq::int FROM audit_entry WHERE "accountId" = $1 AND "erasedBy" IS NOT NULL AND action = 'test' ORDER BY seq`,
      [accountId],
    );
    expect(erased.map(({ seq }) => seq)).toEqual(emptied.map(Number));
    expect(kept.length).toBe(2);
    const notes = await house.sql(
      `SELECT "erasedBy" IS NULL AS whole FROM audit_entry WHERE "accountId" = $1 AND action = 'add-person-note' ORDER BY seq`,
      [accountId],
    );
    expect(notes).toEqual([{ whole: false }, { whole: true }]);
    expect(await faults()).toEqual([]);
  });
});
