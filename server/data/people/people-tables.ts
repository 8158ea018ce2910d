import type { Outcome } from '@/domain/detection/candidate';
import { outcomeOfPerson } from '@/domain/people/person-outcome';
import { heatOf } from '@/domain/scoring/heat';
import type { Criticality, ScoringPolicy } from '@/domain/scoring/policy';
import type { ScoredEvent } from '@/domain/scoring/scored-event';
import { Prisma } from '@/server/data/generated/client';

/**
 * What stands before a query of people and says which tables it reads: by the names of `person`, `person_heat`,
 * `human_risk_day`, `identity_event` and `person_pseudonym` those of a past moment. Empty for this moment.
 */
export type PeopleTables = Prisma.Sql;

/** The tables as they are. */
export const AS_OF_NOW: PeopleTables = Prisma.empty;

/** What a person's events of a moment come to, where it is not what is stored of now. */
export interface ReckonedPerson {
  readonly id: string;
  readonly heat: number | null;
  readonly events: number;
  readonly lastEventAt: number | null;
  readonly outcome: string | null;
  /** Of the events that count. */
  readonly kinds: readonly string[];
}

/** An event that counted, as far as a list of people needs it. */
export interface CountedEvent extends ScoredEvent {
  readonly outcome: Outcome;
}

/** The same from the events that counted, by the functions that score and sum up those of now. */
export function reckoned(
  id: string,
  events: readonly CountedEvent[],
  policy: ScoringPolicy,
  criticality: Criticality,
): ReckonedPerson {
  return {
    id,
    heat: heatOf(events, policy, criticality),
    events: events.length,
    lastEventAt: events.length === 0 ? null : Math.max(...events.map(({ occurredAt }) => occurredAt)),
    outcome: outcomeOfPerson(events),
    kinds: [...new Set(events.map(({ kind }) => kind))],
  };
}

/** What directories said of somebody then, where it is not what they say now. */
export interface PlacedPerson {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly email: string | null;
  readonly groups: readonly string[];
  readonly status: string | null;
  readonly enrolled: boolean | null;
  /** Whether a directory knew them already. */
  readonly inDirectory: boolean;
  readonly leftDirectoryAt: Date | null;
}

/** A past moment as its tables are made of it. */
export interface PastPeople {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Of the policy that was in force. */
  readonly policy: number;
  /** Whether heats that are stored are those of that policy. */
  readonly hasStoredHeat: boolean;
  /** Whom what is stored of now does not hold for. */
  readonly reckoned: readonly ReckonedPerson[];
  /** As known then alone. */
  readonly then: {
    readonly placed: readonly PlacedPerson[];
    /** Whether some integration was connected later: whom it alone knows was not known yet. */
    readonly isBeforeSome: boolean;
  } | null;
}

/** The tables of a past moment, in which nobody is who was first seen later. */
export function tablesOf(accountId: string, past: PastPeople): PeopleTables {
  const { at, policy, hasStoredHeat, then } = past;
  const moment = new Date(at);
  const account = Prisma.sql`${accountId}::uuid`;
  const stored = hasStoredHeat
    ? Prisma.sql`LEFT JOIN "person_heat" h ON h."accountId" = p."accountId" AND h."policy" = ${policy} AND h."personId" = p."id"`
    : Prisma.sql`LEFT JOIN (SELECT NULL::float8 AS "heat") h ON true`;
  return Prisma.sql`
    WITH reckoned AS (${reckonedRows(past.reckoned)}),
    ${then === null ? Prisma.empty : Prisma.sql`placed AS (${placedRows(then.placed)}), counted AS (${countedThen(account, moment)}),`}
    "person" AS NOT MATERIALIZED (
      SELECT p."accountId", p."id", p."firstSeenAt", p."lastSeenAt", ${then === null ? OF_NOW : OF_THEN},
        CASE WHEN o."id" IS NULL THEN p."events" ELSE o."events" END AS "events",
        CASE WHEN o."id" IS NULL THEN p."lastEventAt" ELSE o."lastEventAt" END AS "lastEventAt",
        CASE WHEN o."id" IS NULL THEN p."outcome" ELSE o."outcome" END AS "outcome",
        CASE WHEN o."id" IS NULL THEN h."heat" ELSE o."heat" END AS "heat"
      FROM "person" p
      LEFT JOIN reckoned o ON o."id" = p."id"
      ${then === null ? Prisma.empty : Prisma.sql`LEFT JOIN placed d ON d."id" = p."id" LEFT JOIN counted c ON c."personId" = p."id"`}
      ${stored}
      WHERE p."accountId" = ${account} AND p."firstSeenAt" <= ${moment}
        ${then?.isBeforeSome === true ? knownBy(moment) : Prisma.empty}
    ),
    "person_heat" AS NOT MATERIALIZED (
      SELECT p."accountId", ${policy}::int AS "policy", p."id" AS "personId", p."heat" FROM "person" p
    ),
    "human_risk_day" AS NOT MATERIALIZED (
      SELECT r."accountId", r."personId", r."day", r."score", r."enrolment", r."strength", r."devices", true AS "newest"
      FROM (
        SELECT r.* FROM "human_risk_day" r
        WHERE r."accountId" = ${account} AND r."newest" AND r."day" <= ${moment}
        UNION ALL
        SELECT b.* FROM "human_risk_day" n
        CROSS JOIN LATERAL (SELECT b.* FROM "human_risk_day" b WHERE b."accountId" = n."accountId"
          AND b."personId" = n."personId" AND b."day" <= ${moment} ORDER BY b."day" DESC LIMIT 1) b
        WHERE n."accountId" = ${account} AND n."newest" AND n."day" > ${moment}
      ) r
      WHERE EXISTS (SELECT FROM "person" p WHERE p."accountId" = r."accountId" AND p."id" = r."personId")
    ),
    -- Once, and hashed: asked person by person it would be read as often as there are people.
    "identity_event" AS MATERIALIZED (
      SELECT e."accountId", e."personId", e."kind", e."disposition", e."retractedAt" FROM "identity_event" e
      WHERE e."accountId" = ${account} AND e."retractedAt" IS NULL
        AND NOT EXISTS (SELECT FROM reckoned o WHERE o."id" = e."personId")
      UNION ALL
      SELECT ${account}, o."id", k, NULL, NULL FROM reckoned o CROSS JOIN unnest(o."kinds") k
    ),
    "person_pseudonym" AS NOT MATERIALIZED (
      SELECT y.* FROM "person_pseudonym" y
      WHERE EXISTS (SELECT FROM "person" p WHERE p."accountId" = y."accountId" AND p."id" = y."personId")
    )`;
}

const OF_NOW = Prisma.sql`p."name", p."sortName", p."username", p."email", p."groups", p."criticality",
  p."ownCriticality", p."criticalityGroup", p."status", p."enrolled", p."inDirectorySince", p."leftDirectoryAt"`;

const OF_THEN = Prisma.join([
  Prisma.sql`coalesce(d."name", p."name") AS "name"`,
  Prisma.sql`CASE WHEN d."name" IS NULL OR d."name" = p."name" THEN p."sortName" ELSE sort_name(d."name") END AS "sortName"`,
  Prisma.sql`coalesce(d."username", p."username") AS "username"`,
  Prisma.sql`CASE WHEN d."id" IS NULL THEN p."email" ELSE d."email" END AS "email"`,
  Prisma.sql`coalesce(d."groups", p."groups") AS "groups"`,
  Prisma.sql`coalesce(c."criticality", p."criticality") AS "criticality"`,
  Prisma.sql`CASE WHEN c."personId" IS NULL THEN p."ownCriticality" WHEN c."own" THEN c."criticality" END AS "ownCriticality"`,
  Prisma.sql`CASE WHEN c."personId" IS NULL THEN p."criticalityGroup" ELSE c."group" END AS "criticalityGroup"`,
  Prisma.sql`CASE WHEN d."id" IS NULL THEN p."status" ELSE d."status" END AS "status"`,
  Prisma.sql`CASE WHEN d."id" IS NULL THEN p."enrolled" ELSE d."enrolled" END AS "enrolled"`,
  Prisma.sql`CASE WHEN d."inDirectory" IS NOT false THEN p."inDirectorySince" END AS "inDirectorySince"`,
  Prisma.sql`CASE WHEN d."id" IS NULL THEN p."leftDirectoryAt" ELSE d."leftDirectoryAt" END AS "leftDirectoryAt"`,
]);

/** Who is known from an integration that was connected by then. */
function knownBy(moment: Date): Prisma.Sql {
  return Prisma.sql`AND p."id" IN (SELECT a."personId" FROM "person_alias" a
    JOIN "integration" i ON i."accountId" = a."accountId" AND i."id" = a."integrationId"
    WHERE a."accountId" = p."accountId" AND i."createdAt" <= ${moment})`;
}

/** The criticality that counted until the next change after a moment. */
function countedThen(account: Prisma.Sql, moment: Date): Prisma.Sql {
  return Prisma.sql`SELECT DISTINCT ON (c."personId") c."personId", c."criticality", c."own", c."group"
    FROM "criticality_change" c WHERE c."accountId" = ${account} AND c."until" > ${moment}
    ORDER BY c."personId", c."until"`;
}

/** As text: a heat is exact to the last bit, and a missing one is an empty text. */
function reckonedRows(people: readonly ReckonedPerson[]): Prisma.Sql {
  return Prisma.sql`SELECT u."id", nullif(u."heat", '')::float8 AS "heat", u."events",
      nullif(u."last", '')::timestamptz AS "lastEventAt", nullif(u."outcome", '') AS "outcome",
      string_to_array(nullif(u."kinds", ''), ' ') AS "kinds"
    FROM unnest(${people.map(({ id }) => id)}::uuid[], ${people.map(({ heat }) => (heat === null ? '' : String(heat)))}::text[],
      ${people.map(({ events }) => events)}::int[],
      ${people.map(({ lastEventAt }) => (lastEventAt === null ? '' : new Date(lastEventAt).toISOString()))}::text[],
      ${people.map(({ outcome }) => outcome ?? '')}::text[], ${people.map(({ kinds }) => kinds.join(' '))}::text[])
      AS u("id", "heat", "events", "last", "outcome", "kinds")`;
}

function placedRows(people: readonly PlacedPerson[]): Prisma.Sql {
  const rows = JSON.stringify(
    people.map((person) => ({ ...person, leftDirectoryAt: person.leftDirectoryAt?.toISOString() ?? null })),
  );
  return Prisma.sql`SELECT r."id", r."name", r."username", r."email",
      ARRAY(SELECT jsonb_array_elements_text(r."groups")) AS "groups", r."status", r."enrolled", r."inDirectory",
      r."leftDirectoryAt"
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("id" uuid, "name" text, "username" text, "email" text,
      "groups" jsonb, "status" text, "enrolled" boolean, "inDirectory" boolean, "leftDirectoryAt" timestamptz)`;
}
