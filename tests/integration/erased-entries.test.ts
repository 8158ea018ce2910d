import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '@/domain/identifiers';
import { appendAuditEntry } from '@/server/data/audit-log';
import { eraseFromAudit } from '@/server/data/scrub-names';
import { ensurePartitions } from '@/server/data/signals';
import { erasePerson } from '@/server/services/erase-person';
import { execute } from '@/server/services/operation';
import { addPersonNote } from '@/server/services/person-notes';
import { verifyAudit } from '@/server/services/verify-audit';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { member, newDesk } from '@/tests/setup/triage-desk';

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
