import { z } from 'zod';
import {
  breadthOf,
  type DispositionScope,
  type ScopeName,
  SCOPES,
  type Verdict,
  VERDICTS,
} from '@/domain/dispositions/disposition';
import type { RegisterPart } from '@/domain/views/hidden';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';

export const verdictSchema = z.enum(VERDICTS);
const scopeSchema = z.enum(SCOPES);

/** Who decided: `id` is null for what was not a member. */
export interface Decider {
  readonly id: string | null;
  readonly name: string;
}

/** A disposition as stored. */
export interface DispositionRow {
  readonly id: string;
  readonly verdict: Verdict;
  readonly scope: ScopeName;
  readonly eventId: string | null;
  readonly personId: string | null;
  readonly kind: string | null;
  readonly network: string | null;
  readonly application: string | null;
  readonly breadth: number;
  readonly reason: string;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly createdById: string | null;
  readonly createdByName: string;
  readonly approvedAt: Date | null;
  readonly approvedById: string | null;
  readonly approvedByName: string | null;
  readonly undoneAt: Date | null;
  readonly undoneById: string | null;
  readonly undoneByName: string | null;
}

/** A disposition with the name of its person and how many standing events it decides now. */
export interface ListedDisposition extends DispositionRow {
  readonly personName: string | null;
  readonly events: number;
}

const rowSchema = z.object({ verdict: verdictSchema, scope: scopeSchema });

function parsed<Row extends { verdict: string; scope: string }>(row: Row) {
  return { ...row, ...rowSchema.parse(row) };
}

/** What a disposition is made of. Instants are epoch milliseconds. */
export interface NewDisposition {
  readonly id: string;
  readonly verdict: Verdict;
  readonly covers: DispositionScope;
  /** The person and kind of the one event that it covers, so that it can be named. */
  readonly about: { readonly personId: string; readonly kind: string } | null;
  readonly reason: string;
  readonly expiresAt: number | null;
  readonly by: Decider;
  readonly now: number;
  /** Whether it comes into force at once. */
  readonly inForce: boolean;
}

/** The row of a disposition that is not stored yet. */
export function draftDisposition(wish: NewDisposition): DispositionRow {
  const { covers, about } = wish;
  const at = new Date(wish.now);
  return {
    id: wish.id,
    verdict: wish.verdict,
    scope: covers.scope,
    eventId: covers.scope === 'event' ? covers.eventId : null,
    personId: covers.scope === 'person_kind' ? covers.personId : (about?.personId ?? null),
    kind: covers.scope === 'event' ? (about?.kind ?? null) : covers.kind,
    network: covers.scope === 'network' ? covers.network.text : null,
    application: covers.scope === 'application' ? covers.application : null,
    breadth: breadthOf(covers),
    reason: wish.reason,
    expiresAt: wish.expiresAt === null ? null : new Date(wish.expiresAt),
    createdAt: at,
    createdById: wish.by.id,
    createdByName: wish.by.name,
    approvedAt: wish.inForce ? at : null,
    approvedById: null,
    approvedByName: null,
    undoneAt: null,
    undoneById: null,
    undoneByName: null,
  };
}

/** Stores a disposition. Events are marked by the caller. */
export async function insertDisposition(
  accountId: string,
  tx: Transaction,
  row: DispositionRow,
): Promise<void> {
  await tx.disposition.create({ data: { accountId, ...row } });
}

/** Stores several at once. Events are marked by the caller. */
export async function insertDispositions(
  accountId: string,
  tx: Transaction,
  rows: readonly DispositionRow[],
): Promise<void> {
  await tx.disposition.createMany({ data: rows.map((row) => ({ accountId, ...row })) });
}

/** One disposition, locked until the transaction ends; null where there is none. */
export async function lockDisposition(
  accountId: string,
  tx: Transaction,
  id: string,
): Promise<DispositionRow | null> {
  const held = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "disposition" WHERE "accountId" = ${accountId}::uuid AND "id" = ${id}::uuid FOR UPDATE`;
  return held.length === 0 ? null : findDisposition(accountId, tx, id);
}

/** One disposition, or null. */
export async function findDisposition(
  accountId: string,
  tx: Transaction,
  id: string,
): Promise<DispositionRow | null> {
  const row = await tx.disposition.findUnique({ where: { accountId_id: { accountId, id } } });
  if (row === null) return null;
  const { accountId: _account, ...rest } = row;
  return parsed(rest);
}

/** Puts a proposal into force. */
export async function approveDisposition(
  accountId: string,
  tx: Transaction,
  id: string,
  by: Decider,
  now: number,
): Promise<void> {
  await tx.disposition.update({
    where: { accountId_id: { accountId, id } },
    data: { approvedAt: new Date(now), approvedById: by.id, approvedByName: by.name },
  });
}

/** Ends a disposition: taken back where it was in force, refused or withdrawn where it was proposed. */
export async function endDisposition(
  accountId: string,
  tx: Transaction,
  id: string,
  by: Decider,
  now: number,
): Promise<void> {
  await tx.disposition.update({
    where: { accountId_id: { accountId, id } },
    data: { undoneAt: new Date(now), undoneById: by.id, undoneByName: by.name },
  });
}

/**
 * Decisions about people, and about their events, become those of whom they turned out to be. The caller marks their
 * events anew.
 */
export async function moveDispositions(
  accountId: string,
  tx: Transaction,
  people: readonly { readonly from: string; readonly to: string }[],
  events: readonly { readonly from: string; readonly to: string }[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "disposition" d SET "eventId" = m."to"
    FROM jsonb_to_recordset(${JSON.stringify(events)}::jsonb) AS m("from" uuid, "to" uuid)
    WHERE d."accountId" = ${accountId}::uuid AND d."eventId" = m."from"`;
  await tx.$executeRaw`
    UPDATE "disposition" d SET "personId" = m."to"
    FROM jsonb_to_recordset(${JSON.stringify(people)}::jsonb) AS m("from" uuid, "to" uuid)
    WHERE d."accountId" = ${accountId}::uuid AND d."personId" = m."from"`;
}

const PARTS: Readonly<Record<RegisterPart, Prisma.Sql>> = {
  waiting: Prisma.sql`d."approvedAt" IS NULL AND d."undoneAt" IS NULL`,
  holding: Prisma.sql`d."approvedAt" IS NOT NULL AND d."undoneAt" IS NULL`,
  ended: Prisma.sql`d."undoneAt" IS NOT NULL`,
};

/** Where the next page begins: after this disposition. */
interface DispositionCursor {
  readonly createdAt: number;
  readonly id: string;
}

/** Dispositions, newest first, after a keyset cursor. */
export async function listDispositions(
  accountId: string,
  tx: Transaction,
  part: RegisterPart,
  after: DispositionCursor | null,
  limit: number,
): Promise<ListedDisposition[]> {
  const from =
    after === null
      ? Prisma.sql`true`
      : Prisma.sql`(d."createdAt", d."id") < (${new Date(after.createdAt)}::timestamptz, ${after.id}::uuid)`;
  return listed(
    accountId,
    tx,
    Prisma.sql`${PARTS[part]} AND ${from} ORDER BY d."createdAt" DESC, d."id" DESC LIMIT ${limit}`,
  );
}

/** How many dispositions are in each part. */
export async function countDispositions(
  accountId: string,
  tx: Transaction,
): Promise<Record<RegisterPart, number>> {
  const [row] = await tx.$queryRaw<Record<RegisterPart, number>[]>`
    SELECT count(*) FILTER (WHERE ${PARTS.waiting})::int AS waiting,
      count(*) FILTER (WHERE ${PARTS.holding})::int AS holding, count(*) FILTER (WHERE ${PARTS.ended})::int AS ended
    FROM "disposition" d WHERE d."accountId" = ${accountId}::uuid`;
  return row ?? { waiting: 0, holding: 0, ended: 0 };
}

/** These dispositions, by id. */
export async function dispositionsByIds(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, ListedDisposition>> {
  if (ids.length === 0) return new Map();
  const rows = await listed(accountId, tx, Prisma.sql`d."id" = ANY(${ids}::uuid[])`);
  return new Map(rows.map((row) => [row.id, row]));
}

async function listed(accountId: string, tx: Transaction, where: Prisma.Sql): Promise<ListedDisposition[]> {
  const rows = await tx.$queryRaw<
    (Omit<ListedDisposition, 'verdict' | 'scope'> & { verdict: string; scope: string })[]
  >`
    SELECT d."id", d."verdict", d."scope", d."eventId", d."personId", d."kind", abbrev(d."network") AS "network",
      d."application", d."breadth", d."reason", d."expiresAt", d."createdAt", d."createdById", d."createdByName",
      d."approvedAt", d."approvedById", d."approvedByName", d."undoneAt", d."undoneById", d."undoneByName",
      p."name" AS "personName",
      (SELECT count(*)::int FROM "identity_event" e WHERE e."accountId" = d."accountId"
        AND e."dispositionId" = d."id" AND e."retractedAt" IS NULL) AS events
    FROM "disposition" d
    LEFT JOIN "person" p ON p."accountId" = d."accountId" AND p."id" = d."personId"
    WHERE d."accountId" = ${accountId}::uuid AND ${where}`;
  return rows.map(parsed);
}
