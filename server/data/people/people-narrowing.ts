import { BAND_FACTS, type Band } from '@/domain/bands';
import type { Outcome } from '@/domain/detection/candidate';
import type { PostureMark } from '@/domain/human-risk/posture-state';
import type { PeopleStatus } from '@/domain/people/people-filter';
import type { HeatRange } from '@/domain/scoring/heat';
import type { Criticality } from '@/domain/scoring/policy';
import { NOT_DISMISSED } from '@/server/data/detection/mark-events';
import { Prisma } from '@/server/data/generated/client';

/** What a list of people is narrowed to; what is left out is no limit. */
export interface PeopleNarrowing {
  /** Of heat under the policy of the list: a band of the attack factor. */
  readonly range?: HeatRange | undefined;
  /** A band of the human risk score; `none` of whom there is none. */
  readonly risk?: Band | 'none' | undefined;
  readonly posture?: PostureMark | undefined;
  readonly search?: string | undefined;
  /** How their pseudonym begins. */
  readonly code?: string | undefined;
  /** Whether they got in, by the events that count. */
  readonly outcome?: Outcome | undefined;
  readonly kind?: string | undefined;
  /** A group, whatever the case of its name; null of whom no group is known. */
  readonly group?: string | null | undefined;
  readonly criticality?: Criticality | undefined;
  /** The id of an integration that knows them. */
  readonly integration?: string | undefined;
  readonly status?: PeopleStatus | undefined;
  /** Since when their newest event is, in epoch milliseconds; null of whom there is none. */
  readonly lastEventSince?: number | null | undefined;
  /** A watchlist: whom it names by hand, or whom its rule leaves. */
  readonly watchlist?: { readonly id: string } | { readonly rule: PeopleNarrowing } | undefined;
  /** Who is in a higher band than at an instant. */
  readonly entered?: { readonly ids: readonly string[] } | undefined;
  /** These people alone. */
  readonly ids?: readonly string[] | undefined;
  /** Everybody but these people. */
  readonly except?: readonly string[] | undefined;
}

/** Whether it narrows anything. */
export function isNarrowed(narrowing: PeopleNarrowing): boolean {
  return Object.values(narrowing).some((value) => value !== undefined);
}

/** Joins heat `h` to the people `p`, under a policy. */
export function withHeat(policy: number): Prisma.Sql {
  return Prisma.sql`LEFT JOIN "person_heat" h ON h."accountId" = p."accountId" AND h."policy" = ${policy}
    AND h."personId" = p."id"`;
}

/** Joins the newest human risk `r` to the people `p`. */
export const WITH_HUMAN_RISK = Prisma.sql`LEFT JOIN "human_risk_day" r ON r."accountId" = p."accountId"
  AND r."personId" = p."id" AND r."newest"`;

/** Whether a narrowing looks at heat `h`. */
export function readsHeat({ range, watchlist }: PeopleNarrowing): boolean {
  return range !== undefined || (watchlist !== undefined && 'rule' in watchlist && readsHeat(watchlist.rule));
}

/** Whether a narrowing looks at the human risk `r`. */
export function readsRisk({ risk, posture, watchlist }: PeopleNarrowing): boolean {
  if (risk !== undefined || posture !== undefined) return true;
  return watchlist !== undefined && 'rule' in watchlist && readsRisk(watchlist.rule);
}

/** The condition of a narrowing, over person `p`, heat `h` and newest human risk `r` where it reads them. */
export function narrowed(narrowing: PeopleNarrowing): Prisma.Sql {
  const {
    range,
    risk,
    posture,
    search,
    code,
    outcome,
    kind,
    group,
    criticality,
    integration,
    status,
    lastEventSince,
    watchlist,
    entered,
    ids,
    except,
  } = narrowing;
  const conditions = [
    ids === undefined ? null : isOneOf(ids),
    except === undefined ? null : Prisma.sql`NOT ${isOneOf(except)}`,
    entered === undefined ? null : isOneOf(entered.ids),
    watchlist === undefined ? null : onWatchlist(watchlist),
    range === undefined ? null : inRange(range),
    risk === undefined ? null : inRiskBand(risk),
    posture === undefined ? null : hasMark(posture),
    outcome === undefined ? null : Prisma.sql`p."outcome" = ${outcome}`,
    criticality === undefined ? null : Prisma.sql`p."criticality" = ${criticality}`,
    integration === undefined ? null : isKnownFrom(integration),
    status === undefined ? null : hasStatus(status),
    lastEventSince === undefined ? null : sinceEvent(lastEventSince),
    search === undefined ? null : matches(search),
    code === undefined ? null : hasCode(code),
    group === undefined ? null : inGroup(group),
    kind === undefined ? null : hasKind(kind),
  ].filter((condition) => condition !== null);
  return conditions.length === 0 ? Prisma.sql`true` : Prisma.join(conditions, ' AND ');
}

function isOneOf(ids: readonly string[]): Prisma.Sql {
  return Prisma.sql`p."id" = ANY(${[...ids]}::uuid[])`;
}

/** The condition that a person `p` is in a group; with null, in none. */
export function inGroup(group: string | null): Prisma.Sql {
  if (group === null) return Prisma.sql`p."groups" = '{}'`;
  // The array as one text: half the time of a look at each of its elements. `person_groups` are statistics of it.
  return Prisma.sql`lower(${group}) = ANY(lower(p."groups"::text)::text[])`;
}

function onWatchlist(watchlist: NonNullable<PeopleNarrowing['watchlist']>): Prisma.Sql {
  if ('rule' in watchlist) return Prisma.sql`(${narrowed(watchlist.rule)})`;
  return Prisma.sql`EXISTS (SELECT FROM "watchlist_member" w WHERE w."accountId" = p."accountId"
    AND w."watchlistId" = ${watchlist.id}::uuid AND w."personId" = p."id")`;
}

function inRange({ from, below }: HeatRange): Prisma.Sql {
  if (from === null)
    return below === null ? Prisma.sql`true` : Prisma.sql`(h."heat" < ${below} OR h."heat" IS NULL)`;
  return below === null
    ? Prisma.sql`h."heat" >= ${from}`
    : Prisma.sql`(h."heat" >= ${from} AND h."heat" < ${below})`;
}

/** Who has no score is in no band. */
function inRiskBand(band: Band | 'none'): Prisma.Sql {
  if (band === 'none') return Prisma.sql`r."score" IS NULL`;
  const { lowerEdge, upperEdge } = BAND_FACTS[band];
  return Number.isFinite(upperEdge)
    ? Prisma.sql`(r."score" >= ${lowerEdge}::float8 AND r."score" < ${upperEdge}::float8)`
    : Prisma.sql`r."score" >= ${lowerEdge}::float8`;
}

function hasMark(mark: PostureMark): Prisma.Sql {
  switch (mark) {
    case 'mfa_enrolment':
      return Prisma.sql`r."enrolment" <> 'enrolled'`;
    case 'authenticator_strength':
      return Prisma.sql`r."strength" <> 'resistant'`;
    case 'device_health':
      return Prisma.sql`EXISTS (SELECT FROM unnest(r."devices") d WHERE d <> 'healthy')`;
    default:
      return Prisma.sql`(r."enrolment" = ${mark} OR r."strength" = ${mark} OR ${mark} = ANY(r."devices"))`;
  }
}

function isKnownFrom(integration: string): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM "person_alias" k WHERE k."accountId" = p."accountId"
    AND k."personId" = p."id" AND k."integrationId" = ${integration}::uuid)`;
}

function hasStatus(status: PeopleStatus): Prisma.Sql {
  if (status === 'left') return Prisma.sql`p."leftDirectoryAt" IS NOT NULL`;
  return Prisma.sql`(p."leftDirectoryAt" IS NULL AND p."status" = ${status.replaceAll('_', ' ')})`;
}

function sinceEvent(since: number | null): Prisma.Sql {
  return since === null
    ? Prisma.sql`p."lastEventAt" IS NULL`
    : Prisma.sql`p."lastEventAt" >= ${new Date(since)}`;
}

/** In one text, so that everybody's case is folded once; nothing that is typed reaches over the character between. */
function matches(search: string): Prisma.Sql {
  return Prisma.sql`position(lower(${search}) IN
    lower(p."username" || chr(1) || p."name" || chr(1) || coalesce(p."email", ''))) > 0`;
}

function hasCode(begins: string): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM "person_pseudonym" y WHERE y."accountId" = p."accountId"
    AND y."personId" = p."id" AND starts_with(y."code", ${begins}))`;
}

function hasKind(kind: string): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM "identity_event" e WHERE e."accountId" = p."accountId"
    AND e."personId" = p."id" AND e."kind" = ${kind} AND e."retractedAt" IS NULL AND ${NOT_DISMISSED})`;
}
