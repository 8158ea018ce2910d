import type { Transaction } from '@/server/data/database';

/** Who looks after a person, and how far that is. */
export interface CareRow {
  readonly ownerId: string | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedByName: string | null;
  /** Grows with each change; 0 where nothing was ever changed. */
  readonly version: number;
  readonly changedAt: Date;
  readonly changedByName: string;
}

/** Who looks after a person; null while nobody has said anything. */
export async function careOf(accountId: string, tx: Transaction, personId: string): Promise<CareRow | null> {
  return tx.personCare.findUnique({ where: { accountId_personId: { accountId, personId } } });
}

/** Stores who looks after a person. The caller has locked the person, and read the row after that. */
export async function putCare(
  accountId: string,
  tx: Transaction,
  personId: string,
  { ownerId, acknowledgedAt, acknowledgedByName, version, changedAt, changedByName }: CareRow,
): Promise<void> {
  const row = { ownerId, acknowledgedAt, acknowledgedByName, version, changedAt, changedByName };
  await tx.personCare.upsert({
    where: { accountId_personId: { accountId, personId } },
    create: { accountId, personId, ...row },
    update: row,
  });
}

/** What is to be done about a person: what is open first, each in the order in which it was added. */
export async function stepsOfPerson(accountId: string, tx: Transaction, personId: string) {
  const steps = await tx.personStep.findMany({
    where: { accountId, personId },
    orderBy: [{ addedAt: 'asc' }, { id: 'asc' }],
  });
  return [...steps.filter(({ doneAt }) => doneAt === null), ...steps.filter(({ doneAt }) => doneAt !== null)];
}

/** One step of a person; null where there is none. */
export async function findStep(accountId: string, tx: Transaction, personId: string, id: string) {
  return tx.personStep.findFirst({ where: { accountId, id, personId } });
}

/** Adds a step. */
export async function insertStep(
  accountId: string,
  tx: Transaction,
  step: { id: string; personId: string; text: string; addedAt: Date; addedByName: string },
): Promise<void> {
  await tx.personStep.create({ data: { accountId, ...step } });
}

/** Ticks a step or opens it again. */
export async function tickStep(
  accountId: string,
  tx: Transaction,
  id: string,
  done: { readonly at: Date; readonly by: string } | null,
): Promise<void> {
  await tx.personStep.updateMany({
    where: { accountId, id },
    data: { doneAt: done?.at ?? null, doneByName: done?.by ?? null },
  });
}

/** Takes a step away. */
export async function removeStep(accountId: string, tx: Transaction, id: string): Promise<void> {
  await tx.personStep.deleteMany({ where: { accountId, id } });
}

/** What was noted of a person, newest first. */
export async function notesOfPerson(accountId: string, tx: Transaction, personId: string) {
  return tx.personNote.findMany({
    where: { accountId, personId },
    orderBy: [{ writtenAt: 'desc' }, { id: 'desc' }],
  });
}

/** One note of a person; null where there is none. */
export async function findNote(accountId: string, tx: Transaction, personId: string, id: string) {
  return tx.personNote.findFirst({ where: { accountId, id, personId } });
}

/** Adds a note, in its first version. */
export async function insertNote(
  accountId: string,
  tx: Transaction,
  { at, by, ...note }: { id: string; personId: string; text: string; at: Date; by: string },
): Promise<void> {
  const first = { version: 1, writtenAt: at, writtenByName: by, changedAt: at, changedByName: by };
  await tx.personNote.create({ data: { accountId, ...note, ...first } });
}

/** Changes a note that is still of a version; false where somebody changed or removed it meanwhile. */
export async function changeNote(
  accountId: string,
  tx: Transaction,
  id: string,
  basedOn: number,
  { text, at, by }: { readonly text: string; readonly at: Date; readonly by: string },
): Promise<boolean> {
  const { count } = await tx.personNote.updateMany({
    where: { accountId, id, version: basedOn },
    data: { text, changedAt: at, changedByName: by, version: { increment: 1 } },
  });
  return count === 1;
}

/** Removes a note that is still of a version; false where somebody changed or removed it meanwhile. */
export async function removeNote(
  accountId: string,
  tx: Transaction,
  id: string,
  basedOn: number,
): Promise<boolean> {
  const { count } = await tx.personNote.deleteMany({ where: { accountId, id, version: basedOn } });
  return count === 1;
}

/** How many steps and notes a person has. */
export async function countCare(
  accountId: string,
  tx: Transaction,
  personId: string,
): Promise<{ steps: number; notes: number }> {
  const where = { accountId, personId };
  return { steps: await tx.personStep.count({ where }), notes: await tx.personNote.count({ where }) };
}

/**
 * What members made of people becomes that of whom they turned out to be: all steps and notes, and of those who looked
 * after them the one that was chosen last. The caller has locked them, and removes the others after this.
 */
export async function mergeCare(
  accountId: string,
  tx: Transaction,
  pairs: readonly { readonly from: string; readonly to: string }[],
): Promise<void> {
  const text = JSON.stringify(pairs);
  await tx.$executeRaw`
    UPDATE "person_step" s SET "personId" = m."to" FROM jsonb_to_recordset(${text}::jsonb) AS m("from" uuid, "to" uuid)
    WHERE s."accountId" = ${accountId}::uuid AND s."personId" = m."from"`;
  await tx.$executeRaw`
    UPDATE "person_note" n SET "personId" = m."to" FROM jsonb_to_recordset(${text}::jsonb) AS m("from" uuid, "to" uuid)
    WHERE n."accountId" = ${accountId}::uuid AND n."personId" = m."from"`;
  await tx.$executeRaw`
    INSERT INTO "person_care" AS c ("accountId", "personId", "ownerId", "acknowledgedAt", "acknowledgedByName", "version",
      "changedAt", "changedByName")
    SELECT DISTINCT ON (m."to") o."accountId", m."to", o."ownerId", o."acknowledgedAt", o."acknowledgedByName", o."version",
      o."changedAt", o."changedByName"
    FROM jsonb_to_recordset(${text}::jsonb) AS m("from" uuid, "to" uuid)
    JOIN "person_care" o ON o."accountId" = ${accountId}::uuid AND o."personId" = m."from"
    ORDER BY m."to", o."changedAt" DESC, m."from"
    ON CONFLICT ("accountId", "personId") DO UPDATE SET "ownerId" = excluded."ownerId",
      "acknowledgedAt" = excluded."acknowledgedAt", "acknowledgedByName" = excluded."acknowledgedByName",
      "version" = greatest(c."version", excluded."version") + 1, "changedAt" = excluded."changedAt",
      "changedByName" = excluded."changedByName"
      WHERE excluded."changedAt" > c."changedAt"`;
}
