import { inflateRawSync } from 'node:zlib';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { idsOfPerson } from '@/server/data/people/merge-people';
import { unpackRecord } from '@/server/data/signals/raw-codec';

/**
 * Tables that name a person by `personId`, each a list of the export, in its order. `signal` and `person_habits` are packed
 * and stand by themselves.
 */
export const HELD_BY_PERSON = [
  'person_alias',
  'directory_object',
  'directory_change',
  'person_care',
  'person_step',
  'person_note',
  'criticality_change',
  'identity_event',
  'disposition',
  'person_heat',
  'human_risk_day',
  'human_risk_due',
  'risk_evidence',
  'watchlist_member',
  'person_pseudonym',
  'name_reveal',
  'said_name',
  'person_factor',
  'source_attack_target',
  'notification_happening',
  'audit_entry',
  'audit_entry_person',
] as const;

type HeldTable = (typeof HELD_BY_PERSON)[number];

/** What a table holds on a person, without the account, which is known. */
export async function heldRows(
  accountId: string,
  tx: Transaction,
  table: HeldTable,
  personId: string,
): Promise<unknown[]> {
  // What was done about somebody before they turned out to be this person stands under who they were.
  const personIds = await idsOfPerson(accountId, tx, personId);
  const rows = await tx.$queryRaw<{ row: unknown }[]>`
    SELECT to_jsonb(t) - ARRAY['accountId', 'personId', 'hash', 'previousHash'] AS "row"
    FROM ${Prisma.raw(`"${table}"`)} t
    WHERE t."accountId" = ${accountId}::uuid AND t."personId" = ANY(${personIds}::uuid[])`;
  return rows.map(({ row }) => row);
}

/** The row of the person themselves. */
export async function heldPerson(accountId: string, tx: Transaction, personId: string): Promise<unknown> {
  const [row] = await tx.$queryRaw<{ row: unknown }[]>`
    SELECT to_jsonb(p) - ARRAY['accountId', 'sortName'] AS "row" FROM "person" p
    WHERE p."accountId" = ${accountId}::uuid AND p."id" = ${personId}::uuid`;
  return row?.row ?? null;
}

/** What somebody's sign-ins used, as it was learnt; null where nothing was. */
export async function heldHabits(accountId: string, tx: Transaction, personId: string): Promise<unknown> {
  const row = await tx.personHabits.findUnique({ where: { accountId_personId: { accountId, personId } } });
  if (row === null) return null;
  const habits: unknown = JSON.parse(inflateRawSync(row.body).toString('utf8'));
  return { learntUntilDay: row.learnFrom, known: row.known, habits };
}

/** Days and networks, and quarters of an hour, in which somebody is counted among others. */
export async function heldAmongOthers(
  accountId: string,
  tx: Transaction,
  personId: string,
): Promise<{ networks: unknown[]; pushes: unknown[] }> {
  const names = Prisma.sql`ARRAY(
    SELECT lower("value") FROM "person_alias" WHERE "accountId" = ${accountId}::uuid AND "personId" = ${personId}::uuid
    UNION SELECT lower("username") FROM "person" WHERE "accountId" = ${accountId}::uuid AND "id" = ${personId}::uuid)`;
  const networks = await tx.$queryRaw<unknown[]>`
    SELECT "source", "day", ${personId}::uuid = ANY("people") AS "succeeded", "failed" && ${names} AS "failed"
    FROM "network_use" WHERE "accountId" = ${accountId}::uuid
      AND (${personId}::uuid = ANY("people") OR "failed" && ${names}) ORDER BY "day", "source"`;
  const pushes = await tx.$queryRaw<unknown[]>`
    SELECT "quarter" FROM "push_quarter" WHERE "accountId" = ${accountId}::uuid AND "names" && ${names} ORDER BY "quarter"`;
  return { networks, pushes };
}

/** One raw record on a person, and where the next page begins. */
export interface HeldRecord {
  readonly occurredAt: Date;
  readonly signalKey: Uint8Array;
  readonly record: unknown;
}

/** Raw records on a person, oldest first, those behind `after`. */
export async function heldRecords(
  accountId: string,
  tx: Transaction,
  personId: string,
  after: Pick<HeldRecord, 'occurredAt' | 'signalKey'> | null,
  limit: number,
): Promise<HeldRecord[]> {
  const behind =
    after === null
      ? Prisma.empty
      : Prisma.sql`AND ("occurredAt", "signalKey") > (${after.occurredAt}::timestamptz, ${after.signalKey})`;
  const rows = await tx.$queryRaw<
    {
      occurredAt: Date;
      signalKey: Uint8Array;
      integrationId: string;
      stream: number;
      receivedAt: Date;
      dictionary: number;
      raw: Uint8Array;
    }[]
  >`
    SELECT "occurredAt", "signalKey", "integrationId"::text, "stream", "receivedAt", "dictionary", "raw"
    FROM "signal" WHERE "accountId" = ${accountId}::uuid AND "personId" = ${personId}::uuid ${behind}
    ORDER BY "occurredAt", "signalKey" LIMIT ${limit}`;
  return rows.map(({ occurredAt, signalKey, dictionary, raw, ...row }) => ({
    ...{ occurredAt, signalKey },
    record: { occurredAt, ...row, raw: rawOf({ dictionary, bytes: raw }) },
  }));
}

/** The records that stand behind somebody's identity events, kept with them. */
export async function heldEvidence(accountId: string, tx: Transaction, personId: string): Promise<unknown[]> {
  const rows = await tx.$queryRaw<
    { eventId: string; occurredAt: Date; dictionary: number; raw: Uint8Array }[]
  >`
    SELECT e."eventId"::text, e."occurredAt", e."dictionary", e."raw" FROM "evidence" e
    WHERE e."accountId" = ${accountId}::uuid AND e."eventId" IN (
      SELECT "id" FROM "identity_event" WHERE "accountId" = ${accountId}::uuid AND "personId" = ${personId}::uuid)
    ORDER BY e."eventId", e."occurredAt"`;
  return rows.map(({ eventId, occurredAt, dictionary, raw }) => ({
    ...{ eventId, occurredAt },
    raw: rawOf({ dictionary, bytes: raw }),
  }));
}

/** A record as the vendor sent it, to be written out as a part of a file. */
function rawOf(packed: { readonly dictionary: number; readonly bytes: Uint8Array }): unknown {
  const record: unknown = JSON.parse(unpackRecord(packed));
  return record;
}
