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
    return Prisma.sql`count(*) FILTER (WHERE h."score" >= ${lowerEdge} ${below}) AS ${Prisma.raw(`"${band}"`)}`;
  }),
);

const COUNTS = Prisma.join([
  BAND_COUNTS,
  ...POSTURE_STATES.map(
    (state) => Prisma.sql`count(*) FILTER (WHERE h."enrolment" = ${state} OR h."strength" = ${state}
      OR ${state} = ANY(h."devices")) AS ${Prisma.raw(`"${state}"`)}`,
  ),
]);

/** Bands, mean and posture of all people in one pass over an index that holds them. */
export async function accountRisk(
  accountId: string,
  tx: Transaction,
  tables: PeopleTables = AS_OF_NOW,
): Promise<AccountRisk> {
  const [row] = await tx.$queryRaw<Record<string, bigint | number | null>[]>`
    ${tables} SELECT count(h."score") AS scored, avg(h."score") AS mean, coalesce(stddev_samp(h."score"), 0) AS deviation,
      (SELECT count(*) FROM "person" WHERE "accountId" = ${accountId}::uuid) AS people,
      count(h."enrolment") AS mfa_enrolment, count(h."strength") AS authenticator_strength,
      count(*) FILTER (WHERE cardinality(h."devices") > 0) AS device_health, ${COUNTS}
    FROM "human_risk_day" h WHERE h."accountId" = ${accountId}::uuid AND h."newest"`;
  const count = (name: string): number => Number(row?.[name] ?? 0);
  const [low, medium, high, veryHigh] = ['low', 'medium', 'high', 'very_high'].map(count);
  const above = (low ?? 0) + (medium ?? 0) + (high ?? 0) + (veryHigh ?? 0);
  const people = count('scored');
  return {
    bands: {
      very_low: people - above,
      low: low ?? 0,
      medium: medium ?? 0,
      high: high ?? 0,
      very_high: veryHigh ?? 0,
    },
    figures: { people, mean: count('mean'), deviation: count('deviation') },
    without: count('people') - people,
    states: statesOf(count),
    known: {
      mfa_enrolment: count('mfa_enrolment'),
      authenticator_strength: count('authenticator_strength'),
      device_health: count('device_health'),
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
  const [row] = await tx.$queryRaw<Record<string, bigint>[]>`
    ${tables} SELECT count(h."score") AS scored, ${BAND_COUNTS}
    FROM "human_risk_day" h WHERE h."accountId" = ${accountId}::uuid AND h."newest"`;
  const count = (name: string): number => Number(row?.[name] ?? 0);
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
