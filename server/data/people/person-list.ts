import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { WITH_HUMAN_RISK, withHeat } from './people-narrowing';
import { AS_OF_NOW, type PeopleTables } from './people-tables';

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
  /** Whether they got in; null without an event that counts. */
  readonly outcome: string | null;
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

const PERSON_COLUMNS = Prisma.sql`p."id", p."name", p."username", p."email", p."groups", p."criticality",
  p."ownCriticality", p."criticalityGroup", p."events",
  p."lastEventAt", p."outcome", p."firstSeenAt", p."lastSeenAt", h."heat", r."score" AS "humanRisk", p."status", p."enrolled", p."inDirectorySince",
  p."leftDirectoryAt", p."inDirectorySince" IS NOT NULL OR EXISTS (SELECT FROM "person_alias" a
    JOIN "directory_sweep" w ON w."accountId" = a."accountId" AND w."integrationId" = a."integrationId"
      AND w."part" = 'users'
    WHERE a."accountId" = p."accountId" AND a."personId" = p."id") AS swept`;

/** How many people the account knows. */
export async function countAllPeople(accountId: string, tx: Transaction): Promise<number> {
  return tx.person.count({ where: { accountId } });
}

/** These people, in no order. Their scores are asked for by id as well: of a past moment everybody's would be looked up first. */
export async function peopleByIds(
  accountId: string,
  tx: Transaction,
  policy: number,
  ids: readonly string[],
  tables: PeopleTables = AS_OF_NOW,
): Promise<ListedPerson[]> {
  return tx.$queryRaw<ListedPerson[]>`
    ${tables} SELECT ${PERSON_COLUMNS} FROM "person" p
    ${WITH_HUMAN_RISK} AND r."personId" = ANY(${ids}::uuid[])
    ${withHeat(policy)}
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

/** An integration that knows a person, and under which key. */
export interface KnowingIntegration {
  readonly id: string;
  readonly name: string;
  readonly connector: string;
  readonly host: string;
  /** The vendor's key of the person, the one that was said last; null where only names are known. */
  readonly key: string | null;
}

/** The integrations that know a person. */
export async function integrationsOfPerson(
  accountId: string,
  tx: Transaction,
  personId: string,
): Promise<KnowingIntegration[]> {
  return tx.$queryRaw<KnowingIntegration[]>`
    SELECT i."id", i."name", i."connector", i."host", (array_agg(a."value" ORDER BY a."emailAt" DESC NULLS LAST, a."value")
      FILTER (WHERE a."kind" = 'key'))[1] AS "key"
    FROM "person_alias" a
    JOIN "integration" i ON i."accountId" = a."accountId" AND i."id" = a."integrationId"
    WHERE a."accountId" = ${accountId}::uuid AND a."personId" = ${personId}::uuid
    GROUP BY i."id", i."name", i."connector", i."host" ORDER BY i."name"`;
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
