import { BAND_FACTS } from '@/domain/bands';
import type { RiskFigures } from '@/domain/human-risk/organisation-risk';
import { POSTURE_STATES, type PostureState } from '@/domain/human-risk/posture-state';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { AS_OF_NOW, type PeopleTables } from '@/server/data/people/people-tables';
import type { BandCounts } from './person-heat';

/** Human risk scores of everybody, summed up. */
export interface AccountRisk {
  readonly bands: BandCounts;
  readonly figures: RiskFigures;
  /** Of whom no category is known: they are in no band. */
  readonly without: number;
  readonly states: Readonly<Record<PostureState, number>>;
  /** Of how many people anything is known, by behavior. */
  readonly known: Readonly<Record<'mfa_enrolment' | 'authenticator_strength' | 'device_health', number>>;
}

const BAND_COUNTS = Prisma.join(
  (['low', 'medium', 'high', 'very_high'] as const).map((band) => {
    const { lowerEdge, upperEdge } = BAND_FACTS[band];
    const below = Number.isFinite(upperEdge) ? Prisma.sql`AND h."score" < ${upperEdge}` : Prisma.empty;
    return Prisma.sql`count(*) FILTER (WHERE h."score" >= ${lowerEdge} ${below})::int AS ${Prisma.raw(`"${band}"`)}`;
  }),
);

/** People who stand alike, or everybody together. */
interface AlikeRow {
  readonly everybody: boolean;
  readonly enrolment: string | null;
  readonly strength: string | null;
  readonly devices: readonly string[] | null;
  readonly alike: number;
  readonly scored: number;
  readonly mean: number | null;
  readonly deviation: number;
  readonly people: number;
  readonly low: number;
  readonly medium: number;
  readonly high: number;
  readonly very_high: number;
}

/**
 * Bands, mean and posture of all people in one pass over an index that holds them. Those who stand alike are counted together, and
 * only then under each of their marks: there are few ways to stand, and to look at each mark of each person takes twice as long.
 */
export async function accountRisk(
  accountId: string,
  tx: Transaction,
  tables: PeopleTables = AS_OF_NOW,
): Promise<AccountRisk> {
  const rows = await tx.$queryRaw<AlikeRow[]>`
    ${tables} SELECT grouping(h."enrolment") = 1 AS everybody, h."enrolment", h."strength", h."devices",
      count(*)::int AS alike, count(h."score")::int AS scored, avg(h."score") AS mean,
      coalesce(stddev_samp(h."score"), 0) AS deviation,
      (SELECT count(*)::int FROM "person" WHERE "accountId" = ${accountId}::uuid) AS people, ${BAND_COUNTS}
    FROM "human_risk_day" h WHERE h."accountId" = ${accountId}::uuid AND h."newest"
    GROUP BY GROUPING SETS ((), (h."enrolment", h."strength", h."devices"))`;
  const all = rows.find(({ everybody }) => everybody);
  if (all === undefined) throw new Error('PostgreSQL counted nobody, not even as none.');
  const { scored: people, low, medium, high, very_high } = all;
  const alike = rows.filter(({ everybody }) => !everybody);
  const sum = (isMeant: (row: AlikeRow) => boolean) =>
    alike.reduce((total, row) => (isMeant(row) ? total + row.alike : total), 0);
  return {
    bands: { very_low: people - low - medium - high - very_high, low, medium, high, very_high },
    figures: { people, mean: all.mean ?? 0, deviation: all.deviation },
    without: all.people - people,
    states: statesOf((state) =>
      sum((row) => row.enrolment === state || row.strength === state || (row.devices ?? []).includes(state)),
    ),
    known: {
      mfa_enrolment: sum(({ enrolment }) => enrolment !== null),
      authenticator_strength: sum(({ strength }) => strength !== null),
      device_health: sum(({ devices }) => (devices ?? []).length > 0),
    },
  };
}

/** People by band of their human risk score; `without` are those of `people` who have none. */
export async function countRiskBands(
  accountId: string,
  tx: Transaction,
  people: number,
  tables: PeopleTables = AS_OF_NOW,
): Promise<{ bands: BandCounts; without: number }> {
  const [row] = await tx.$queryRaw<Record<string, number>[]>`
    ${tables} SELECT count(h."score")::int AS scored, ${BAND_COUNTS}
    FROM "human_risk_day" h WHERE h."accountId" = ${accountId}::uuid AND h."newest"`;
  const count = (name: string): number => row?.[name] ?? 0;
  const above = {
    low: count('low'),
    medium: count('medium'),
    high: count('high'),
    very_high: count('very_high'),
  };
  const scored = count('scored');
  return {
    bands: { very_low: scored - above.low - above.medium - above.high - above.very_high, ...above },
    without: people - scored,
  };
}

function statesOf(count: (name: string) => number): Record<PostureState, number> {
  const counted: Partial<Record<PostureState, number>> = {};
  for (const state of POSTURE_STATES) counted[state] = count(state);
  return { ...NO_STATES, ...counted };
}

const NO_STATES: Readonly<Record<PostureState, number>> = {
  not_enrolled: 0,
  bypass: 0,
  no_factor: 0,
  locked_out: 0,
  enrolled: 0,
  telephony: 0,
  code: 0,
  push: 0,
  resistant: 0,
  tampered: 0,
  outdated_system: 0,
  no_encryption: 0,
  no_lock: 0,
  outdated_browser: 0,
  healthy: 0,
};

/** A department, which is a group of the directory, whatever the case of its name. */
export interface DepartmentRisk {
  /** As most of its people have it. */
  readonly name: string;
  /** Everybody in it, as the list of people has them. */
  readonly people: number;
  /** Of those with a score. */
  readonly figures: RiskFigures;
}

/** Figures of each department. Only of those with at least `least` scored people. */
export async function departmentRisks(
  accountId: string,
  tx: Transaction,
  least: number,
  tables: PeopleTables = AS_OF_NOW,
): Promise<DepartmentRisk[]> {
  const rows = await tx.$queryRaw<
    { name: string; people: number; scored: number; mean: number; deviation: number }[]
  >`
    ${tables} SELECT mode() WITHIN GROUP (ORDER BY g."name") AS name, count(*)::int AS people, count(h."score")::int AS scored,
      avg(h."score") AS mean, coalesce(stddev_samp(h."score"), 0) AS deviation
    FROM "person" p
    CROSS JOIN LATERAL (SELECT DISTINCT ON (lower(u)) u AS "name" FROM unnest(p."groups") u ORDER BY lower(u), u) g
    LEFT JOIN "human_risk_day" h ON h."accountId" = p."accountId" AND h."personId" = p."id" AND h."newest"
    WHERE p."accountId" = ${accountId}::uuid
    GROUP BY lower(g."name") HAVING count(h."score") >= ${least} ORDER BY 1`;
  return rows.map(({ name, people, scored, mean, deviation }) => ({
    name,
    people,
    figures: { people: scored, mean, deviation },
  }));
}
