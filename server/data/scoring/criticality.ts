import { CRITICALITIES, type Criticality } from '@/domain/scoring/policy';
import { type RuleCriticality, ruleCriticalitySchema } from '@/domain/views/criticality';
import { criticalitySchema } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { inGroup } from '@/server/data/people/people-narrowing';
import { keepCounted } from './criticality-history';

/** Whose criticality is looked at. */
export type RestatedPeople =
  /** These; nothing is done where no group has a rule. */
  | { readonly seen: readonly string[] }
  /** These, whose own setting has changed. */
  | { readonly people: readonly string[] }
  /** The members of a group whose rule has changed. */
  | { readonly group: string };

/**
 * States what counts of people anew: their own setting, else the highest of the rules for their groups, else standard.
 * The caller has locked them, or keeps pages from being committed, and scores anew whom this returns. What counted until
 * `now` (epoch milliseconds) is kept.
 *
 * @returns who has another criticality than before
 */
export async function restateCriticality(
  accountId: string,
  tx: Transaction,
  which: RestatedPeople,
  now: number,
): Promise<string[]> {
  if ('seen' in which && which.seen.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: string; changed: boolean }[]>`
    WITH wanted AS (
      SELECT p."id", p."criticality" AS "was", p."ownCriticality" IS NOT NULL AS "own",
        p."criticalityGroup" AS "groupWas", coalesce(p."ownCriticality", r."criticality", 'standard') AS criticality,
        CASE WHEN p."ownCriticality" IS NULL THEN r."group" END AS "group"
      FROM "person" p LEFT JOIN LATERAL (
        SELECT g."criticality", g."group" FROM unnest(p."groups") AS m("name")
        JOIN "group_criticality" g ON g."accountId" = ${accountId}::uuid AND g."groupKey" = lower(m."name")
        ORDER BY array_position(${[...CRITICALITIES]}::text[], g."criticality") DESC, g."groupKey" LIMIT 1
      ) r ON true
      WHERE p."accountId" = ${accountId}::uuid AND ${among(accountId, which)}
    ), restated AS (
      UPDATE "person" p SET "criticality" = w."criticality", "criticalityGroup" = w."group" FROM wanted w
      WHERE p."accountId" = ${accountId}::uuid AND p."id" = w."id"
        AND (p."criticality" <> w."criticality" OR p."criticalityGroup" IS DISTINCT FROM w."group")
      RETURNING p."id", w."was", w."own", w."groupWas", w."criticality"
    ), kept AS (${keepCounted(accountId, now, BEFORE_RESTATED)})
    SELECT "id", "was" <> "criticality" AS changed FROM restated`;
  return rows.flatMap(({ id, changed }) => (changed ? [id] : [])).sort();
}

const BEFORE_RESTATED = Prisma.sql`(SELECT "id", "was" AS "criticality", "own", "groupWas" AS "group" FROM restated)`;

function among(accountId: string, which: RestatedPeople): Prisma.Sql {
  if ('people' in which) return Prisma.sql`p."id" = ANY(${[...which.people]}::uuid[])`;
  if ('group' in which) return inGroup(which.group);
  return Prisma.sql`p."id" = ANY(${which.seen}::uuid[])
    AND EXISTS (SELECT FROM "group_criticality" g WHERE g."accountId" = ${accountId}::uuid)`;
}

/** The ids of a group's members, in order. */
export async function membersOfGroup(accountId: string, tx: Transaction, group: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT p."id" FROM "person" p WHERE p."accountId" = ${accountId}::uuid AND ${inGroup(group)} ORDER BY p."id"`;
  return rows.map(({ id }) => id);
}

/** What is set for a person alone, and what counts of them. */
export interface PersonCriticality {
  readonly own: Criticality | null;
  readonly counts: Criticality;
  readonly group: string | null;
}

/** The criticality of one person; null where there is none. */
export async function personCriticality(
  accountId: string,
  tx: Transaction,
  id: string,
): Promise<PersonCriticality | null> {
  const row = await tx.person.findUnique({
    where: { accountId_id: { accountId, id } },
    select: { criticality: true, ownCriticality: true, criticalityGroup: true },
  });
  if (row === null) return null;
  return {
    own: criticalitySchema.nullable().parse(row.ownCriticality),
    counts: criticalitySchema.parse(row.criticality),
    group: row.criticalityGroup,
  };
}

/**
 * Sets the own criticality of people; null leaves it to the rules. What counted until `now` (epoch milliseconds) is kept.
 *
 * @returns of whom it was another
 */
export async function setOwnCriticality(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
  own: Criticality | null,
  now: number,
): Promise<string[]> {
  const others = Prisma.sql`"accountId" = ${accountId}::uuid AND "id" = ANY(${[...ids]}::uuid[])
    AND "ownCriticality" IS DISTINCT FROM ${own}::text`;
  const before = Prisma.sql`(SELECT "id", "criticality", "ownCriticality" IS NOT NULL AS "own",
      "criticalityGroup" AS "group"
    FROM "person" WHERE ${others})`;
  await tx.$executeRaw(keepCounted(accountId, now, before));
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE "person" SET "ownCriticality" = ${own}::text WHERE ${others} RETURNING "id"`;
  return rows.map(({ id }) => id);
}

/** A rule for a group, with whom it concerns. */
export interface GroupRule {
  readonly group: string;
  readonly criticality: RuleCriticality;
  readonly setAt: Date;
  readonly setByName: string;
}

/** The rule of a group, whatever the case of its name; null where it has none. */
export async function groupRule(
  accountId: string,
  tx: Transaction,
  group: string,
): Promise<GroupRule | null> {
  const groupKey = group.toLowerCase();
  const row = await tx.groupCriticality.findUnique({
    where: { accountId_groupKey: { accountId, groupKey } },
  });
  return row === null ? null : { ...row, criticality: ruleCriticalitySchema.parse(row.criticality) };
}

/** Makes or changes the rule of a group. */
export async function putGroupRule(accountId: string, tx: Transaction, rule: GroupRule): Promise<void> {
  const groupKey = rule.group.toLowerCase();
  await tx.groupCriticality.upsert({
    where: { accountId_groupKey: { accountId, groupKey } },
    create: { accountId, groupKey, ...rule },
    update: rule,
  });
}

/** Removes the rule of a group. */
export async function removeGroupRule(accountId: string, tx: Transaction, group: string): Promise<void> {
  await tx.groupCriticality.deleteMany({ where: { accountId, groupKey: group.toLowerCase() } });
}

/** A group that people are in, or that has a rule. */
export interface KnownGroup {
  readonly group: string;
  readonly people: number;
  readonly rule: GroupRule | null;
  /** Members whose own setting wins over the rule. */
  readonly ownSettings: number;
}

/** Every group, those with a rule first, then by size. */
export async function listGroups(accountId: string, tx: Transaction, limit: number): Promise<KnownGroup[]> {
  const rows = await tx.$queryRaw<
    {
      group: string;
      people: number;
      ownSettings: number;
      criticality: string | null;
      setAt: Date | null;
      setByName: string | null;
    }[]
  >`
    WITH known AS (
      SELECT lower(m."name") AS "groupKey", min(m."name") AS "group", count(DISTINCT p."id")::int AS people,
        count(DISTINCT p."id") FILTER (WHERE p."ownCriticality" IS NOT NULL)::int AS own
      FROM "person" p, unnest(p."groups") AS m("name") WHERE p."accountId" = ${accountId}::uuid GROUP BY 1
    )
    SELECT coalesce(g."group", k."group") AS "group", coalesce(k."people", 0) AS people,
      coalesce(k."own", 0) AS "ownSettings", g."criticality", g."setAt", g."setByName"
    FROM known k FULL JOIN (SELECT * FROM "group_criticality" WHERE "accountId" = ${accountId}::uuid) g
      ON g."groupKey" = k."groupKey"
    ORDER BY g."criticality" IS NULL, coalesce(k."people", 0) DESC, 1 LIMIT ${limit}`;
  return rows.map(({ group, people, ownSettings, criticality, setAt, setByName }) => ({
    group,
    people,
    ownSettings,
    rule:
      criticality === null || setAt === null
        ? null
        : { group, criticality: ruleCriticalitySchema.parse(criticality), setAt, setByName: setByName ?? '' },
  }));
}
