import { BAND_FACTS, type Band } from '@/domain/bands';
import type { PostureState } from '@/domain/human-risk/posture-state';
import type { HeatRange } from '@/domain/scoring/heat';
import { inGroup } from './criticality';
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
  readonly ownCriticality: string | null;
  readonly criticalityGroup: string | null;
  readonly events: number;
  readonly lastEventAt: Date | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly heat: number | null;
  /** The human risk score; null where nothing is known, or it was not reckoned yet. */
  readonly humanRisk: number | null;
  readonly status: string | null;
  readonly enrolled: boolean | null;
  readonly inDirectorySince: Date | null;
  readonly leftDirectoryAt: Date | null;
  /** Whether a directory that could know them was ever read to its end. */
  readonly swept: boolean;
}

/** Columns of a listed person, from person `p`, heat `h` and newest human risk `r`. */
export const PERSON_COLUMNS = Prisma.sql`p."id", p."name", p."username", p."email", p."groups", p."criticality",
  p."ownCriticality", p."criticalityGroup", p."events",
  p."lastEventAt", p."firstSeenAt", p."lastSeenAt", h."heat", r."score" AS "humanRisk", p."status", p."enrolled", p."inDirectorySince",
  p."leftDirectoryAt", p."inDirectorySince" IS NOT NULL OR EXISTS (SELECT FROM "person_alias" a
    JOIN "directory_sweep" w ON w."accountId" = a."accountId" AND w."integrationId" = a."integrationId"
      AND w."part" = 'users'
    WHERE a."accountId" = p."accountId" AND a."personId" = p."id") AS swept`;

/** Joins the newest human risk `r` to the people `p`. */
export const WITH_HUMAN_RISK = Prisma.sql`LEFT JOIN "human_risk_day" r ON r."accountId" = p."accountId"
  AND r."personId" = p."id" AND r."newest"`;

/** What a list is narrowed to; null for no limit. */
export interface PeopleNarrowing {
  readonly policy: number;
  /** Of heat: a band of the attack factor. */
  readonly range: HeatRange | null;
  /** A band of the human risk score. */
  readonly risk: Band | null;
  readonly posture: PostureState | null;
  /** A group of the directory. */
  readonly group: string | null;
  readonly search: string | null;
  readonly kind: string | null;
}

/** Where the next page begins: after this heat, and after this person among equals. */
export interface HeatCursor {
  readonly heat: number | null;
  readonly personId: string;
}

/** People in the order of heat, which is their order by attack factor at any instant. */
export async function listPeopleByHeat(
  accountId: string,
  tx: Transaction,
  options: PeopleNarrowing & { readonly after: HeatCursor | null; readonly limit: number },
): Promise<ListedPerson[]> {
  return tx.$queryRaw<ListedPerson[]>`
    SELECT ${PERSON_COLUMNS} FROM "person_heat" h
    JOIN "person" p ON p."accountId" = h."accountId" AND p."id" = h."personId"
    ${WITH_HUMAN_RISK}
    WHERE h."accountId" = ${accountId}::uuid AND h."policy" = ${options.policy}
      AND ${narrowed(options)} AND ${afterCursor(options.after)}
    ORDER BY h."heat" DESC NULLS LAST, h."personId" LIMIT ${options.limit}`;
}

/** How many people a narrowing leaves. */
export async function countPeople(
  accountId: string,
  tx: Transaction,
  options: PeopleNarrowing,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM "person_heat" h
    JOIN "person" p ON p."accountId" = h."accountId" AND p."id" = h."personId"
    ${WITH_HUMAN_RISK}
    WHERE h."accountId" = ${accountId}::uuid AND h."policy" = ${options.policy} AND ${narrowed(options)}`;
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
    SELECT ${PERSON_COLUMNS} FROM "person" p
    ${WITH_HUMAN_RISK}
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

/** The condition of a narrowing, over person `p`, heat `h` and newest human risk `r`. */
export function narrowed({ range, risk, posture, group, search, kind }: PeopleNarrowing): Prisma.Sql {
  return Prisma.sql`${inRange(range)} AND ${inRiskBand(risk)} AND ${hasPosture(posture)} AND ${matches(search)}
    AND ${hasKind(kind)} AND ${group === null ? Prisma.sql`true` : inGroup(group)}`;
}

/** Who has no score is in no band. */
function inRiskBand(band: Band | null): Prisma.Sql {
  if (band === null) return Prisma.sql`true`;
  const { lowerEdge, upperEdge } = BAND_FACTS[band];
  const below = Number.isFinite(upperEdge) ? upperEdge : null;
  return Prisma.sql`(r."score" >= ${lowerEdge} AND (${below}::float8 IS NULL OR r."score" < ${below}::float8))`;
}

function hasPosture(state: PostureState | null): Prisma.Sql {
  if (state === null) return Prisma.sql`true`;
  return Prisma.sql`(r."enrolment" = ${state} OR r."strength" = ${state} OR ${state} = ANY(r."devices"))`;
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
  return Prisma.sql`EXISTS (SELECT FROM "identity_event" e WHERE e."accountId" = p."accountId"
    AND e."personId" = p."id" AND e."kind" = ${kind} AND e."retractedAt" IS NULL AND ${NOT_DISMISSED})`;
}

function afterCursor(after: HeatCursor | null): Prisma.Sql {
  if (after === null) return Prisma.sql`true`;
  if (after.heat === null) return Prisma.sql`(h."heat" IS NULL AND h."personId" > ${after.personId}::uuid)`;
  return Prisma.sql`(h."heat" < ${after.heat} OR (h."heat" = ${after.heat} AND h."personId" > ${after.personId}::uuid)
    OR h."heat" IS NULL)`;
}

/** The person whom a record names, by the vendor's key or else by username; null where nobody here has it. */
export async function personNamed(
  accountId: string,
  tx: Transaction,
  { key, username }: { readonly key: string | null; readonly username: string | null },
): Promise<{ id: string; name: string } | null> {
  const [person] = await tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT p."id", p."name" FROM "person_alias" a
    JOIN "person" p ON p."accountId" = a."accountId" AND p."id" = a."personId"
    WHERE a."accountId" = ${accountId}::uuid AND ((a."kind" = 'key' AND a."value" = ${key ?? ''})
      OR (a."kind" IN ('username', 'name') AND a."value" = ${username?.toLowerCase() ?? ''}))
    ORDER BY a."kind" = 'key' DESC, p."lastSeenAt" DESC, p."id" LIMIT 1`;
  return person ?? null;
}

/** The names of these people, by id. */
export async function personNames(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.person.findMany({
    where: { accountId, id: { in: [...ids] } },
    select: { id: true, name: true },
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
