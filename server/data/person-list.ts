import type { HeatRange } from '@/domain/scoring/heat';
import type { Transaction } from './database';
import { Prisma } from './generated/client';
import { NOT_DISMISSED } from './mark-events';

export interface ListedPerson {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly email: string | null;
  readonly groups: string[];
  readonly criticality: string;
  readonly events: number;
  readonly lastEventAt: Date | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly heat: number | null;
  readonly status: string | null;
  readonly enrolled: boolean | null;
  readonly inDirectorySince: Date | null;
  readonly leftDirectoryAt: Date | null;
  /** Whether a directory that could know them was ever read to its end. */
  readonly swept: boolean;
}

const COLUMNS = Prisma.sql`p."id", p."name", p."username", p."email", p."groups", p."criticality", p."events",
  p."lastEventAt", p."firstSeenAt", p."lastSeenAt", h."heat", p."status", p."enrolled", p."inDirectorySince",
  p."leftDirectoryAt", p."inDirectorySince" IS NOT NULL OR EXISTS (SELECT FROM "person_alias" a
    JOIN "directory_sweep" w ON w."accountId" = a."accountId" AND w."integrationId" = a."integrationId"
      AND w."part" = 'users'
    WHERE a."accountId" = p."accountId" AND a."personId" = p."id") AS swept`;

/** Where the next page begins: after this heat, and after this person among equals. */
export interface HeatCursor {
  readonly heat: number | null;
  readonly personId: string;
}

/** People in the order of heat, which is their order by attack factor at any instant. */
export async function listPeopleByHeat(
  accountId: string,
  tx: Transaction,
  options: {
    policy: number;
    range: HeatRange | null;
    search: string | null;
    kind: string | null;
    after: HeatCursor | null;
    limit: number;
  },
): Promise<ListedPerson[]> {
  return tx.$queryRaw<ListedPerson[]>`
    SELECT ${COLUMNS} FROM "person_heat" h
    JOIN "person" p ON p."accountId" = h."accountId" AND p."id" = h."personId"
    WHERE h."accountId" = ${accountId}::uuid AND h."policy" = ${options.policy}
      AND ${inRange(options.range)} AND ${matches(options.search)} AND ${hasKind(options.kind)}
      AND ${afterCursor(options.after)}
    ORDER BY h."heat" DESC NULLS LAST, h."personId" LIMIT ${options.limit}`;
}

/** How many people a search and a kind leave, whatever their band. */
export async function countPeople(
  accountId: string,
  tx: Transaction,
  options: { policy: number; range: HeatRange | null; search: string | null; kind: string | null },
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM "person_heat" h
    JOIN "person" p ON p."accountId" = h."accountId" AND p."id" = h."personId"
    WHERE h."accountId" = ${accountId}::uuid AND h."policy" = ${options.policy}
      AND ${inRange(options.range)} AND ${matches(options.search)} AND ${hasKind(options.kind)}`;
  return Number(row?.count ?? 0);
}

/** How many people the account knows. */
export async function countAllPeople(accountId: string, tx: Transaction): Promise<number> {
  return tx.person.count({ where: { accountId } });
}

/** These people, in no order. */
export async function peopleByIds(
  accountId: string,
  tx: Transaction,
  policy: number,
  ids: readonly string[],
): Promise<ListedPerson[]> {
  return tx.$queryRaw<ListedPerson[]>`
    SELECT ${COLUMNS} FROM "person" p
    LEFT JOIN "person_heat" h ON h."accountId" = p."accountId" AND h."policy" = ${policy} AND h."personId" = p."id"
    WHERE p."accountId" = ${accountId}::uuid AND p."id" = ANY(${ids}::uuid[])`;
}

/** People known from each integration, by its id. */
export async function countPeopleByIntegration(
  accountId: string,
  tx: Transaction,
): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ integrationId: string; people: bigint }[]>`
    SELECT "integrationId", count(DISTINCT "personId") AS people FROM "person_alias"
    WHERE "accountId" = ${accountId}::uuid GROUP BY "integrationId"`;
  return new Map(rows.map((row) => [row.integrationId, Number(row.people)]));
}

/** The integrations that know a person. */
export async function integrationsOfPerson(
  accountId: string,
  tx: Transaction,
  personId: string,
): Promise<{ id: string; name: string }[]> {
  return tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT DISTINCT i."id", i."name" FROM "person_alias" a
    JOIN "integration" i ON i."accountId" = a."accountId" AND i."id" = a."integrationId"
    WHERE a."accountId" = ${accountId}::uuid AND a."personId" = ${personId}::uuid ORDER BY i."name"`;
}

function inRange(range: HeatRange | null): Prisma.Sql {
  if (range === null) return Prisma.sql`true`;
  const { from, below } = range;
  if (from === null)
    return below === null ? Prisma.sql`true` : Prisma.sql`(h."heat" < ${below} OR h."heat" IS NULL)`;
  return below === null
    ? Prisma.sql`h."heat" >= ${from}`
    : Prisma.sql`(h."heat" >= ${from} AND h."heat" < ${below})`;
}

function matches(search: string | null): Prisma.Sql {
  if (search === null || search === '') return Prisma.sql`true`;
  const pattern = `%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  return Prisma.sql`(p."username" ILIKE ${pattern} OR p."name" ILIKE ${pattern} OR p."email" ILIKE ${pattern})`;
}

function hasKind(kind: string | null): Prisma.Sql {
  if (kind === null) return Prisma.sql`true`;
  return Prisma.sql`EXISTS (SELECT FROM "identity_event" e WHERE e."accountId" = h."accountId"
    AND e."personId" = h."personId" AND e."kind" = ${kind} AND e."retractedAt" IS NULL AND ${NOT_DISMISSED})`;
}

function afterCursor(after: HeatCursor | null): Prisma.Sql {
  if (after === null) return Prisma.sql`true`;
  if (after.heat === null) return Prisma.sql`(h."heat" IS NULL AND h."personId" > ${after.personId}::uuid)`;
  return Prisma.sql`(h."heat" < ${after.heat} OR (h."heat" = ${after.heat} AND h."personId" > ${after.personId}::uuid)
    OR h."heat" IS NULL)`;
}
