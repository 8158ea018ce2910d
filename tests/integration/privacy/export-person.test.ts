import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HELD_BY_PERSON } from '@/server/data/privacy/person-holdings';
import { ensurePartitions } from '@/server/data/signals/signals';
import { execute } from '@/server/services/operation';
import { previewErasure } from '@/server/services/privacy/erase-person';
import { exportPerson } from '@/server/services/privacy/export-person';
import { setPseudonyms } from '@/server/services/privacy/pseudonyms';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { harassed, member, newDesk, novel } from '@/tests/setup/triage-desk';

const HOUR = 3_600_000;
const NOW = Date.now();
/** Packed, and so written out by themselves. */
const PACKED = ['signal', 'person_habits'];

const rowsSchema = z.array(z.record(z.string(), z.unknown()));
const fileSchema = z.looseObject({
  exportedAt: z.string(),
  person: z.record(z.string(), z.unknown()),
  records: z.array(z.object({ occurredAt: z.string(), raw: z.record(z.string(), z.unknown()) }).loose()),
  evidence: z.array(z.object({ eventId: z.string(), raw: z.record(z.string(), z.unknown()) }).loose()),
});

let house: PeopleHouse;

beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [NOW - 100 * HOUR, NOW]);
});
afterAll(() => house.close());

/** The name of the file that was read last. */
let fileName = '';

async function textOf(actor: ReturnType<typeof member>, id: string): Promise<string> {
  const file = await execute(exportPerson, { actor, runtime: house.runtime, input: { id } });
  fileName = file.fileName;
  const pieces: Uint8Array[] = [];
  for await (const piece of file.pieces) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

describe('everything that is held on a person', () => {
  it('names every table that names a person', async () => {
    const tables = await house.sql(
      `SELECT DISTINCT c.table_name AS name FROM information_schema.columns c
       JOIN pg_class t ON t.relname = c.table_name AND NOT t.relispartition
       WHERE c.table_schema = 'public' AND c.column_name = 'personId' ORDER BY 1`,
    );
    expect(tables.map(({ name }) => name)).toEqual([...HELD_BY_PERSON, ...PACKED].sort());
  });

  it('is one file with the raw records, the events and what was written, and nothing of anybody else', async () => {
    const desk = await newDesk(house);
    const admin = member(desk.accountId, 'Grace', 'hrcc_administrator');
    const count = 1_100;
    await desk.commit([harassed(NOW - 30 * HOUR), novel(NOW - 10 * HOUR)]);
    for (let from = 0; from < count; from += 100)
      await desk.commit(
        Array.from({ length: 100 }, (_, n) => ({
          user: 'bystander',
          at: NOW - 50 * HOUR + (from + n) * 1_000,
        })),
      );
    const [person] = await house.sql(
      `SELECT p.id, p.username FROM person p JOIN identity_event e ON e."personId" = p.id WHERE p."accountId" = $1 LIMIT 1`,
      [desk.accountId],
    );
    const [other] = await house.sql(
      `SELECT id FROM person WHERE "accountId" = $1 AND username = 'bystander'`,
      [desk.accountId],
    );
    await house.sql(
      `INSERT INTO person_note ("accountId", id, "personId", text, "writtenAt", "writtenByName", version, "changedAt", "changedByName")
       VALUES ($1, $2, $3, 'rang them up', now(), 'Ada', 1, now(), 'Ada'), ($1, $4, $5, 'a canary of somebody else', now(), 'Ada', 1, now(), 'Ada')`,
      [desk.accountId, randomUUID(), person?.id, randomUUID(), other?.id],
    );
    // A version of an event that was replaced, as a late record leaves one.
    await house.sql(
      `INSERT INTO identity_event SELECT (jsonb_populate_record(e, jsonb_build_object(
         'version', e.version + 100, 'retractedAt', now()))).*
       FROM identity_event e WHERE e."personId" = $1 LIMIT 1`,
      [person?.id],
    );
    const text = await textOf(admin, String(person?.id));
    const file = fileSchema.parse(JSON.parse(text));
    expect(file.person).toMatchObject({ id: person?.id, username: person?.username });
    const stored = await house.sql(
      `SELECT count(*)::int AS signals, (SELECT count(*)::int FROM identity_event WHERE "personId" = $1) AS events
       FROM signal WHERE "personId" = $1`,
      [person?.id],
    );
    expect(file.records).toHaveLength(Number(stored[0]?.signals));
    const versions = rowsSchema.parse(file['identity_event']);
    expect(versions).toHaveLength(Number(stored[0]?.events));
    expect(fileName).toMatch(new RegExp(`^person-${String(person?.username)}-\\d{4}-\\d{2}-\\d{2}\\.json$`));

    // Its counts are those that erasing states, and tell what stands from what was replaced or taken back.
    const { username, audit, letters, ...lost } = await execute(previewErasure, {
      ...{ actor: admin, runtime: house.runtime },
      input: { id: person?.id },
    });
    expect([username, audit > 0, letters]).toEqual([person?.username, true, 0]);
    expect(file['counts']).toEqual(lost);
    expect(lost.earlier).toBeGreaterThan(0);
    expect(versions.filter(({ retractedAt }) => retractedAt === null)).toHaveLength(lost.events);
    expect(versions.filter(({ retractedAt }) => retractedAt !== null)).toHaveLength(lost.earlier);
    expect(file.records).toHaveLength(lost.records);
    expect(file.evidence.length).toBeGreaterThan(0);
    expect(JSON.stringify(file['person_note'])).toContain('rang them up');
    expect(text).not.toContain('canary');
    expect(text).not.toContain('bystander');

    // More than one batch, each record once and in order.
    const many = fileSchema.parse(JSON.parse(await textOf(admin, String(other?.id))));
    expect(many.records).toHaveLength(count);
    const instants = many.records.map(({ occurredAt }) => occurredAt);
    expect(instants).toEqual([...new Set(instants)].sort());
  });

  it('is called by the pseudonym where the account withholds names from some', async () => {
    const desk = await newDesk(house);
    const admin = member(desk.accountId, 'Grace', 'super_administrator');
    await desk.commit([harassed(NOW - 30 * HOUR)]);
    const [person] = await house.sql(`SELECT id, name FROM person WHERE "accountId" = $1`, [desk.accountId]);
    await execute(setPseudonyms, { actor: admin, runtime: house.runtime, input: { withheld: true } });
    await textOf(admin, String(person?.id));
    const [code] = await house.sql(`SELECT code FROM person_pseudonym WHERE "personId" = $1`, [person?.id]);
    expect(fileName).toContain(String(code?.code).toLowerCase());
    expect(fileName).not.toContain(String(person?.name).toLowerCase());
  });

  it('is written down without the name, and given out only to those who may', async () => {
    const desk = await newDesk(house);
    await desk.commit([harassed(NOW - 30 * HOUR)]);
    const [person] = await house.sql(`SELECT id, name FROM person WHERE "accountId" = $1`, [desk.accountId]);
    const id = String(person?.id);
    for (const role of ['analyst', 'help_desk', 'auditor', 'partner_administrator'] as const)
      await expect(textOf(member(desk.accountId, 'Ben', role), id)).rejects.toMatchObject({
        code: 'forbidden',
      });
    await expect(
      textOf(member(desk.accountId, 'Grace', 'super_administrator'), randomUUID()),
    ).rejects.toMatchObject({ code: 'not_found' });
    await textOf(member(desk.accountId, 'Grace', 'super_administrator'), id);
    const entries = await house.sql(
      `SELECT "actorName", "entityId", before, after FROM audit_entry WHERE "accountId" = $1 AND action = 'export-person'`,
      [desk.accountId],
    );
    expect(entries).toEqual([
      { actorName: 'Grace', entityId: id, before: null, after: { everything: true } },
    ]);
  });
});
