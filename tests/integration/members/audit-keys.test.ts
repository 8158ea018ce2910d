import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AccountId, accountIdSchema } from '@/domain/identifiers';
import { appendAuditEntry, chainHash } from '@/server/data/audit/audit-log';
import { createVault, wrappingKey } from '@/server/platform/secrets-vault';
import { verifyAudit } from '@/server/services/audit/verify-audit';
import { auditKeyOf } from '@/server/services/open-runtime';
import type { Runtime } from '@/server/services/runtime';
import { rotateVault } from '@/server/services/secrets/rotate-vault';
import { openWebHouse, type WebHouse } from '@/tests/setup/web-house';

let house: WebHouse;
let accountId: AccountId;
let keys: { readonly old: Buffer; readonly next: Buffer };

beforeAll(async () => {
  house = await openWebHouse();
  await house.setUp();
  accountId = accountIdSchema.parse((await house.sql('SELECT id FROM account'))[0]?.['id']);
  const first = house.runtime.environment.vaultKey ?? expect.unreachable();
  keys = { old: first, next: first };
});
afterAll(() => house.close());
beforeEach(() => {
  keys = { old: keys.next, next: randomBytes(32) };
});

/** A process with these keys in its settings. */
function withKeys(current: Buffer, previous: Buffer | null): Runtime {
  return {
    ...house.runtime,
    environment: { ...house.runtime.environment, vaultKey: current, previousVaultKey: previous },
    vault: createVault({
      current: wrappingKey(current),
      previous: previous === null ? undefined : wrappingKey(previous),
    }),
    auditKey: auditKeyOf(current),
  };
}

/** Adds an entry to the audit log as a process with these keys does. */
const append = ({ database, auditKey }: Runtime, action: string, after: unknown) =>
  database.inAccount(accountId, (tx) =>
    appendAuditEntry(accountId, tx, auditKey, {
      ...{
        at: Date.now(),
        actorKind: 'system',
        actorId: null,
        actorName: 'test',
        action,
        entity: 'integration',
      },
      ...{ entityId: null, before: null, after, address: null },
    }),
  );

/** What verifying with these keys finds wrong, by place. */
async function faultsOf(runtime: Runtime) {
  const { accounts } = await verifyAudit(runtime, null);
  return accounts.flatMap(({ faults }) => faults.map(({ seq, what }) => [Number(seq), what]));
}

const cutFrom = (seq: number) => house.sql('DELETE FROM audit_entry WHERE seq >= $1', [seq]);

/** Signs entries anew, one after the other, as whoever has a key and the database can. */
async function signAnew(vaultKey: Buffer, from: number, to: number): Promise<void> {
  for (let seq = from; seq <= to; seq += 1) {
    const [row] = await house.sql(`SELECT * FROM audit_entry WHERE seq = $1`, [seq]);
    const [before] = await house.sql(`SELECT hash FROM audit_entry WHERE seq = $1`, [seq - 1]);
    const entry = z.looseObject({ at: z.date() }).parse(row);
    const previous = z.instanceof(Buffer).parse(before?.['hash']);
    const hash = chainHash(auditKeyOf(vaultKey), accountId, BigInt(seq), previous, {
      ...entryOf(entry),
      at: entry.at.getTime(),
    });
    await house.sql(`UPDATE audit_entry SET "previousHash" = $2, hash = $3 WHERE seq = $1`, [
      seq,
      previous,
      hash,
    ]);
  }
}

/** The columns that the hash covers. */
function entryOf(row: Record<string, unknown>) {
  const text = z.string();
  const maybe = z.string().nullable();
  return {
    ...{ actorKind: text.parse(row['actorKind']), actorId: maybe.parse(row['actorId']) },
    ...{ actorName: text.parse(row['actorName']), action: text.parse(row['action']) },
    ...{ entity: text.parse(row['entity']), entityId: maybe.parse(row['entityId']) },
    ...{ before: row['before'], after: row['after'], address: maybe.parse(row['address']) },
    personId: maybe.parse(row['personId']),
  };
}

describe('a rotation of the vault key', () => {
  it('takes the key of before from the audit log: nobody goes on under it, nor moves the place', async () => {
    const [before, after] = [withKeys(keys.old, null), withKeys(keys.next, null)];
    const rotating = withKeys(keys.next, keys.old);
    for (let n = 0; n < 3; n += 1) await append(before, 'pause-integration', { n });
    // What former keys close is said under the one that is not closed yet.
    expect(new Set((await faultsOf(rotating)).map(([, what]) => what))).toEqual(new Set(['open']));
    await rotateVault(rotating, () => undefined);
    expect(await faultsOf(after)).toEqual([]);
    // Run again it says nothing again, and a key that is in use once more is closed once more.
    await rotateVault(rotating, () => undefined);
    const closings = async () =>
      house.sql(`SELECT seq::int, after FROM audit_entry WHERE action = 'close-audit-key' ORDER BY seq DESC`);
    const [{ seq: place = 0, after: told } = {}, ...others] = await closings();
    expect(told).toMatchObject({ key: wrappingKey(keys.old).id, through: Number(place) - 1 });
    expect(others.filter((one) => JSON.stringify(one['after']).includes(wrappingKey(keys.old).id))).toEqual(
      [],
    );
    await append(after, 'resume-integration', { n: 4 });

    const forgedClosing = { key: wrappingKey(keys.old).id };
    const tampered: [string, () => Promise<unknown>, unknown[]][] = [
      ['going on', () => append(before, 'sign-in', {}), [[Number(place) + 2, 'former']]],
      [
        'going on, with another place told under the same key',
        async () => {
          await append(before, 'sign-in', {});
          const [head] = await house.sql(
            `SELECT seq::int, encode(hash, 'hex') AS hash FROM audit_entry ORDER BY seq DESC LIMIT 1`,
          );
          await append(before, 'close-audit-key', {
            ...forgedClosing,
            ...{ through: Number(head?.['seq']), hash: String(head?.['hash']) },
          });
        },
        [
          [Number(place) + 2, 'former'],
          [Number(place) + 3, 'former'],
        ],
      ],
      ['the place cut off', () => cutFrom(Number(place)), [[Number(place) - 1, 'open']]],
      [
        'the place cut off, and told anew under the key of before',
        async () => {
          await cutFrom(Number(place));
          await append(before, 'close-audit-key', told);
          await append(before, 'sign-in', {});
        },
        [[Number(place) + 1, 'open']],
      ],
      [
        'another place told by whoever cannot sign',
        () =>
          house.sql(`UPDATE audit_entry SET after = jsonb_set(after, '{through}', '1') WHERE seq = $1`, [
            place,
          ]),
        [
          [Number(place), 'altered'],
          [Number(place) - 1, 'open'],
        ],
      ],
      [
        'all before it written anew under the key of before',
        async () => {
          await house.sql(`UPDATE audit_entry SET "actorName" = 'Eve' WHERE seq = $1`, [Number(place) - 2]);
          await signAnew(keys.old, Number(place) - 2, Number(place) - 1);
        },
        [[Number(place), 'moved']],
      ],
      [
        'the key of before forgotten',
        () => house.sql(`DELETE FROM audit_key WHERE "keyId" = $1`, [wrappingKey(keys.old).id]),
        [[Number(place) - 1, 'altered']],
      ],
    ];
    for (const [what, tamper, faults] of tampered) {
      await house.sql('CREATE TABLE kept AS SELECT * FROM audit_entry');
      await house.sql('CREATE TABLE kept_key AS SELECT * FROM audit_key');
      await tamper();
      const found = await faultsOf(after);
      for (const fault of faults) expect(JSON.stringify({ what, found })).toContain(JSON.stringify(fault));
      await house.sql(
        'TRUNCATE audit_entry CASCADE; INSERT INTO audit_entry SELECT * FROM kept; DROP TABLE kept',
      );
      await house.sql(
        'TRUNCATE audit_key; INSERT INTO audit_key SELECT * FROM kept_key; DROP TABLE kept_key',
      );
      expect({ what, found: await faultsOf(after) }).toEqual({ what, found: [] });
    }
  });

  it('is taken back and done again, and the log stays whole', async () => {
    for (const [present, previous] of [
      [keys.next, keys.old],
      [keys.old, keys.next],
      [keys.next, keys.old],
    ] as const) {
      await append(withKeys(previous, null), 'pause-integration', {});
      await rotateVault(withKeys(present, previous), () => undefined);
      await append(withKeys(present, null), 'resume-integration', {});
      expect(await faultsOf(withKeys(present, null))).toEqual([]);
    }
  });
});
