import { randomUUID } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DirectoryEndpoint, DirectoryPhone } from '@/domain/directory';
import { ERASED } from '@/domain/erased-names';
import type { AccountId } from '@/domain/identifiers';
import { addDue } from '@/server/data/detection/detection-due';
import { auditEntriesOn } from '@/server/data/privacy/scrub-names';
import { packRecord, unpackRecord } from '@/server/data/signals/raw-codec';
import { ensurePartitions, storedInWindow, streamNumber } from '@/server/data/signals/signals';
import { verifyAudit } from '@/server/services/audit/verify-audit';
import { settleNow } from '@/server/services/detection/settle-detection';
import { execute } from '@/server/services/operation';
import { addPersonNote } from '@/server/services/people/person-notes';
import {
  erasePerson,
  liftErasure,
  listErasedPeople,
  previewErasure,
} from '@/server/services/privacy/erase-person';
import { scoreHumanRisk } from '@/server/services/scoring/score-human-risk';
import { countSignals } from '@/server/services/signals/count-signals';
import { ALL, EVENING, HOME, PEOPLE } from '@/tests/setup/attacked-house';
import { recomputed } from '@/tests/setup/decided-events';
import type { RecordWish } from '@/tests/setup/duo-record';
import { directoryUser, namedRecord, openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, member } from '@/tests/setup/triage-desk';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** In every name of whoever is erased, and in nothing else. */
const CANARY = 'zilpzalp';

let house: PeopleHouse;

beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [
    EVENING - 70 * DAY,
    EVENING - 40 * DAY,
    EVENING,
    Date.now(),
  ]);
});
afterAll(() => house.close());

const asCanary = (user: string, wish: RecordWish): RecordWish =>
  wish.user === user ? { ...wish, user: CANARY, email: `${CANARY}@example.com` } : wish;

function phone(id: string, owner: string, name: string): DirectoryPhone {
  return {
    ...{
      part: 'phones',
      id,
      name,
      userIds: [owner],
      numberEnding: '42',
      platform: 'Apple iOS',
      model: 'iPhone',
    },
    ...{ osVersion: '18', type: 'Mobile', lastSeenAt: EVENING, activated: true, capabilities: ['push'] },
    ...{ encrypted: true, screenLock: true, tampered: false, biometric: true },
  };
}
function laptop(id: string, username: string): DirectoryEndpoint {
  return {
    ...{
      part: 'endpoints',
      id,
      name: `${username}-laptop`,
      username,
      email: null,
      os: 'Windows',
      osVersion: '11',
    },
    ...{ browsers: ['Chrome 141'], model: null, lastSeenAt: EVENING, trusted: true, diskEncrypted: true },
    ...{ firewall: true, password: true },
  };
}

/** An account with six people whom one network pushed, of whom one is to be erased. */
async function account(erased: string, more: readonly RecordWish[] = []) {
  const accountId = await house.newAccount([DUO]);
  const users = PEOPLE.map((user) => (user === erased ? CANARY : user));
  const commit = (wishes: readonly RecordWish[]) =>
    house.commit(
      accountId,
      DUO,
      wishes.map((wish) => namedRecord(asCanary(erased, wish))),
    );
  const sweep = (at = EVENING) =>
    house.sweep(accountId, DUO, {
      objects: users.flatMap((user) => [
        directoryUser({
          id: `DU${user.toUpperCase()}`,
          username: user,
          name: `${user} Weiss`,
          email: `${user}@example.com`,
          aliases: user === CANARY ? [`${CANARY}.alias`] : [],
        }),
        phone(`DP${user === CANARY ? 'X' : user}`, `DU${user.toUpperCase()}`, `Phone of ${user}`),
        laptop(`EP${user === CANARY ? 'X' : user}`, user),
      ]),
      finished: ['users', 'phones', 'endpoints'],
      at,
    });
  const settle = async () => {
    await settleNow(house.runtime, accountId);
    const actor = { kind: 'system', name: 'housekeeping', accountId } as const;
    while ((await execute(scoreHumanRisk, { actor, runtime: house.runtime, input: {} })).more);
  };
  await commit([...ALL, ...more]);
  await sweep();
  await settle();
  const grace = member(accountId, 'Grace', 'hrcc_administrator');
  const as = { actor: grace, runtime: house.runtime };
  const idOf = async (user: string) => {
    const [row] = await house.sql(`SELECT id FROM person WHERE "accountId" = $1 AND username = $2`, [
      accountId,
      user,
    ]);
    return String(row?.id);
  };
  return {
    ...{ accountId, grace, commit, sweep, settle, idOf, as },
    erase: async (confirm = CANARY) =>
      execute(erasePerson, { ...as, input: { id: await idOf(CANARY), confirm } }),
    /** Scores, events and evidence of everybody but one, as they are stored. */
    others: async (of: string) => ({
      heat: await house.sql(
        `SELECT "personId", policy, heat::text FROM person_heat WHERE "accountId" = $1 AND "personId" <> $2 ORDER BY 1, 2`,
        [accountId, of],
      ),
      risk: await house.sql(
        `SELECT "personId", day, score::text, categories FROM human_risk_day WHERE "accountId" = $1 AND "personId" <> $2 ORDER BY 1, 2`,
        [accountId, of],
      ),
      events: await house.sql(
        `SELECT * FROM identity_event WHERE "accountId" = $1 AND "personId" <> $2 ORDER BY id, version`,
        [accountId, of],
      ),
      evidence: await house.sql(
        `SELECT v.* FROM evidence v WHERE "accountId" = $1 AND EXISTS (SELECT FROM identity_event e
           WHERE e."accountId" = $1 AND e.id = v."eventId" AND e."personId" <> $2) ORDER BY "eventId", "signalKey"`,
        [accountId, of],
      ),
    }),
  };
}

const bytesSchema = z.instanceof(Uint8Array);

function unpacked({ dictionary, raw }: Record<string, unknown>): string {
  return unpackRecord({ dictionary: Number(dictionary), bytes: bytesSchema.parse(raw) });
}

/** Where a word stands in the database: in any table of any schema, as text, as bytes, or packed. */
async function placesOf(word: string): Promise<string[]> {
  const tables = await house.sql(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const hex = Buffer.from(word).toString('hex');
  const places: string[] = [];
  for (const { name } of tables) {
    const [found] = await house.sql(
      `SELECT count(*)::int AS n FROM ${String(name)} t WHERE t::text ILIKE $1 OR t::text ILIKE $2`,
      [`%${word}%`, `%${hex}%`],
    );
    if (found?.n !== 0) places.push(`${String(name)}: ${String(found?.n)}`);
  }
  for (const table of ['signal', 'evidence']) {
    const packed = await house.sql(`SELECT dictionary, raw FROM ${table}`);
    const texts = packed.map(unpacked);
    if (texts.some((text) => text.toLowerCase().includes(word))) places.push(`${table}.raw`);
  }
  const habits = await house.sql('SELECT body FROM person_habits');
  for (const { body } of habits)
    if (inflateRawSync(bytesSchema.parse(body)).toString('utf8').toLowerCase().includes(word))
      places.push('person_habits.body');
  return places;
}

/** Whatever networks are looked at again, because something late came from there. */
async function lookAgain(accountId: AccountId): Promise<void> {
  await house.runtime.database.inAccount(accountId, async (tx) => {
    const networks = await tx.sourceAttack.findMany({ where: { accountId }, select: { network: true } });
    expect(networks.length).toBeGreaterThan(0);
    const people = await tx.person.findMany({ where: { accountId }, select: { id: true } });
    const span = { from: EVENING - DAY, to: EVENING + DAY };
    await addDue(accountId, tx, [
      ...networks.map(({ network }) => ({ subject: 'network' as const, name: network, ...span })),
      ...people.map(({ id }) => ({ subject: 'person' as const, name: id, ...span })),
    ]);
  });
}

describe('erasing a person', () => {
  it('leaves the scores, events and evidence of all others as they are, however often they are looked at again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PEOPLE),
        fc.array(
          fc.record({
            user: fc.constantFrom(...PEOPLE),
            at: fc.integer({ min: EVENING - 3 * DAY, max: EVENING + 5 * HOUR }),
            ip: fc.constantFrom('192.0.2.9', '203.0.113.66', '198.51.100.7'),
            result: fc.constantFrom('success' as const, 'denied' as const),
          }),
          { maxLength: 30 },
        ),
        async (erased, more) => {
          const { accountId, erase, others, idOf, settle } = await account(erased, more);
          const id = await idOf(CANARY);
          const before = await others(id);
          expect(before.events.some(({ kind }) => kind === 'push_spray')).toBe(true);
          await erase();
          expect(await others(id)).toEqual(before);
          await lookAgain(accountId);
          await settle();
          expect(await others(id)).toEqual(before);
          const { stored, anew } = await recomputed((text, values) => house.sql(text, values), accountId);
          expect(stored).toEqual(anew);
        },
      ),
      { numRuns: 4, seed: 20_261_127 },
    );
  });

  it('leaves no byte of their names anywhere, and a log that is whole and says that it was done', async () => {
    const desk = await account('cleo');
    const [id, other] = [await desk.idOf(CANARY), await desk.idOf('bob')];
    const ada = { actor: member(desk.accountId, 'Ada'), runtime: house.runtime };
    await execute(addPersonNote, { ...ada, input: { id, text: `Rang ${CANARY} up.` } });
    await execute(addPersonNote, { ...ada, input: { id: other, text: `Works with ${CANARY}@example.com.` } });
    await house.sql(
      `INSERT INTO quarantine ("accountId", id, "integrationId", stream, hash, reason, detail, raw, "firstSeenAt")
       VALUES ($1, $2, $3, 'authentication', '\\x00', 'x', 'x', convert_to('{"user": "${CANARY}', 'UTF8'), now())`,
      [desk.accountId, randomUUID(), DUO],
    );
    await house.sql(
      `INSERT INTO saved_search ("accountId", id, "memberId", name, q, "savedAt") VALUES ($1, $2, $2, 'theirs', 'user:${CANARY}', now())`,
      [desk.accountId, randomUUID()],
    );
    // An administrator of this name did something to somebody else.
    await house.sql(
      `UPDATE identity_event SET facts = jsonb_set(facts, '{actor}', '"${CANARY}"') WHERE "accountId" = $1 AND "personId" = $2`,
      [desk.accountId, other],
    );
    const act = JSON.stringify({
      actor: { name: CANARY },
      target: 'bob',
      name: `bob, by ${CANARY}@example.com`,
    });
    const { dictionary, bytes } = packRecord(streamNumber('activity'), act);
    const acted = [desk.accountId, other, DUO, CANARY, dictionary, bytes, streamNumber('activity')];
    await house.sql(
      `INSERT INTO signal ("accountId", "personId", "integrationId", actor, dictionary, raw, stream, "occurredAt", "signalKey", "receivedAt")
       VALUES ($1, $2, $3, $4, $5, $6, $7, now(), '\\xac', now())`,
      acted,
    );
    await house.sql(
      `INSERT INTO signal_value ("accountId", field, value, day, "integrationId", stream, signals)
       VALUES ($1, 'actor', $2, $3, $4, $5, 1)`,
      [desk.accountId, CANARY, Math.floor(Date.now() / DAY), DUO, streamNumber('activity')],
    );
    await house.sql(
      `INSERT INTO evidence ("accountId", "eventId", "signalKey", stream, "occurredAt", sha256, dictionary, raw)
       SELECT "accountId", id, '\\xac', $3, now(), '\\x00', $4, $5 FROM identity_event
       WHERE "accountId" = $1 AND "personId" = $2 LIMIT 1`,
      [desk.accountId, other, streamNumber('activity'), dictionary, bytes],
    );
    expect((await placesOf(CANARY)).length).toBeGreaterThan(10);
    const loss = await execute(previewErasure, { ...desk.as, input: { id } });
    expect(loss).toMatchObject({ notes: 1, username: CANARY, entries: 3 });
    expect(loss.audit).toBeGreaterThan(0);
    await expect(desk.erase('somebody')).rejects.toThrow(
      new RegExp(
        `type ${CANARY}.*Raw records: ${loss.records}; identity events: ${loss.events};.*do not come back`,
      ),
    );
    expect(await desk.erase()).toEqual({ records: loss.records, events: loss.events });
    expect(await placesOf(CANARY)).toEqual([]);
    const notes = await house.sql(`SELECT text FROM person_note WHERE "accountId" = $1`, [desk.accountId]);
    expect(notes).toEqual([{ text: 'Works with erased person.' }]);
    const said = JSON.stringify({ actor: { name: ERASED }, target: 'bob', name: `bob, by ${ERASED}` });
    for (const table of ['signal', 'evidence']) {
      const [row] = await house.sql(
        `SELECT dictionary, raw FROM ${table} WHERE "accountId" = $1 AND "signalKey" = '\\xac'`,
        [desk.accountId],
      );
      expect(unpacked(row ?? {})).toBe(said);
    }
    const [entry] = await house.sql(
      `SELECT "actorName", "personId", after FROM audit_entry WHERE "accountId" = $1 AND action = 'erase-person'`,
      [desk.accountId],
    );
    expect(entry).toMatchObject({ actorName: 'Grace', personId: null, after: { records: loss.records } });
    const verdict = async () =>
      (await verifyAudit(house.runtime, null)).accounts.find(({ accountId }) => accountId === desk.accountId);
    expect(await verdict()).toMatchObject({ faulty: 0 });
    // Taking words out without an entry that says so is an edit like any other.
    await execute(addPersonNote, { ...ada, input: { id: other, text: 'All is well.' } });
    // Somebody may be called like a field: entries that only have one say nothing of them.
    const naming = (word: string) =>
      house.runtime.database.inAccount(desk.accountId, (tx) =>
        auditEntriesOn(desk.accountId, tx, [], [word]),
      );
    expect(await naming('note')).toEqual([]);
    expect(await naming('well')).toHaveLength(1);
    const [note] = await house.sql(
      `UPDATE audit_entry e SET after = NULL, "erasedBy" = (SELECT seq FROM audit_entry WHERE "accountId" = $1
         AND action = 'erase-person') WHERE "accountId" = $1 AND seq = (SELECT max(seq) FROM audit_entry
         WHERE "accountId" = $1) RETURNING seq`,
      [desk.accountId],
    );
    const altered = { faulty: 1, faults: [{ seq: BigInt(String(note?.seq)), what: 'altered' }] };
    expect(await verdict()).toMatchObject(altered);
    // Not even where an entry of another kind follows.
    await execute(addPersonNote, { ...ada, input: { id: other, text: 'It is.' } });
    await house.sql(`UPDATE audit_entry SET "erasedBy" = seq + 1 WHERE "accountId" = $1 AND seq = $2`, [
      desk.accountId,
      note?.seq,
    ]);
    expect(await verdict()).toMatchObject(altered);
  });

  it('lasts: what the vendor sends again or anew is not kept, and counted, until it is lifted', async () => {
    const desk = await account('bob');
    const id = await desk.idOf(CANARY);
    const window = { from: EVENING - 60 * DAY, to: EVENING + DAY };
    const inWindow = () =>
      house.runtime.database.inAccount(desk.accountId, (tx) =>
        storedInWindow(desk.accountId, tx, { integrationId: DUO, stream: 'authentication' }, window),
      );
    const before = await inWindow();
    const { records } = await desk.erase();
    expect(await inWindow()).toEqual(before);
    const { erased } = await execute(countSignals, {
      ...desk.as,
      input: { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
    });
    expect(erased).toBe(records);
    const fresh: RecordWish = {
      ...HOME,
      user: CANARY,
      at: EVENING + 6 * HOUR,
      email: `${CANARY}@example.com`,
    };
    const { keptOut, figures } = await desk.commit([...ALL, fresh]);
    expect({ keptOut, added: figures.added }).toEqual({ keptOut: records + 1, added: 0 });
    // Under another key, too: somebody of this name in the directory is taken for them.
    await desk.commit([{ ...fresh, userKey: 'DUNEW', at: EVENING + 7 * HOUR }]);
    await desk.sweep(EVENING + 8 * HOUR);
    await desk.settle();
    expect(await placesOf(CANARY)).toEqual([]);
    const people = await house.sql(`SELECT id FROM person WHERE "accountId" = $1`, [desk.accountId]);
    expect(people).toHaveLength(PEOPLE.length - 1);
    const list = async () => (await execute(listErasedPeople, { ...desk.as, input: {} })).erasures;
    const [erasure] = await list();
    expect(erasure).toMatchObject({ by: 'Grace', records, keptOut: 2, stands: true });
    await execute(liftErasure, { ...desk.as, input: { id: erasure?.id } });
    expect(await list()).toMatchObject([{ stands: false }]);
    await desk.commit([{ ...fresh, at: EVENING + 9 * HOUR }]);
    expect(await desk.idOf(CANARY)).not.toBe(id);
  });

  it('is known again under another vault key', async () => {
    const desk = await account('dan');
    await desk.erase();
    const wish = namedRecord({ ...HOME, user: CANARY, at: EVENING + 6 * HOUR });
    const keys = [Buffer.alloc(32, 1), house.runtime.auditKey];
    const committed = await house.commit(desk.accountId, DUO, [wish], {
      nameKeys: () => Promise.resolve(keys),
    });
    expect(committed.keptOut).toBe(1);
  });

  it('is for those who may answer people', async () => {
    const desk = await account('eve');
    const id = await desk.idOf(CANARY);
    for (const role of ['analyst', 'auditor', 'basic_administrator'] as const) {
      const asked = { actor: member(desk.accountId, 'Ben', role), runtime: house.runtime };
      for (const operation of [previewErasure, erasePerson])
        await expect(execute(operation, { ...asked, input: { id, confirm: CANARY } })).rejects.toMatchObject({
          code: 'forbidden',
        });
    }
    const foreign = member(await house.newAccount([]), 'Zoe', 'super_administrator');
    await expect(
      execute(erasePerson, { actor: foreign, runtime: house.runtime, input: { id, confirm: CANARY } }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
