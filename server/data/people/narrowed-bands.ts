import { BAND_FACTS } from '@/domain/bands';
import type { BandFloorHeats } from '@/domain/scoring/heat';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import type { BandCounts } from '@/server/data/scoring/person-heat';
import { narrowed, type PeopleNarrowing } from './people-narrowing';
import { sourceOf } from './people-source';
import type { PeopleTables } from './people-tables';

const ABOVE = ['low', 'medium', 'high', 'very_high'] as const;

/** Whose bands are counted: the people of a narrowing that leaves somebody out, under a policy. */
interface NarrowedPeople {
  readonly narrowing: PeopleNarrowing;
  readonly policy: number;
  readonly tables: PeopleTables;
}

/**
 * People of a narrowing by band of the attack factor, of whom there are `people`. Those above the lowest band are read from the
 * index of heat: they are few.
 */
export async function countNarrowedBands(
  accountId: string,
  tx: Transaction,
  { narrowing, policy, tables }: NarrowedPeople,
  floors: BandFloorHeats,
  people: number,
): Promise<BandCounts> {
  const counts = countsOf((band) => inBand(Prisma.sql`h."heat"`, floors[band], nextOf(band, floors)));
  const [row] = await tx.$queryRaw<Record<string, bigint>[]>`
    ${tables} SELECT ${counts} FROM ${sourceOf('heat', accountId, policy, narrowing)}
      AND h."heat" >= ${floors.low} AND ${narrowed(narrowing)}`;
  return bandsOf(row, people);
}

/** The same by band of the human risk score; `without` have none. */
export async function countNarrowedRisk(
  accountId: string,
  tx: Transaction,
  { narrowing, policy, tables }: NarrowedPeople,
  people: number,
): Promise<{ bands: BandCounts; without: number }> {
  const counts = countsOf((band) =>
    inBand(Prisma.sql`r."score"`, BAND_FACTS[band].lowerEdge, BAND_FACTS[band].upperEdge),
  );
  const [row] = await tx.$queryRaw<Record<string, bigint>[]>`
    ${tables} SELECT count(r."score") AS scored, ${counts}
    FROM ${sourceOf('person', accountId, policy, narrowing, { risk: true })} AND ${narrowed(narrowing)}`;
  const scored = Number(row?.['scored'] ?? 0);
  return { bands: bandsOf(row, scored), without: people - scored };
}

type BandAbove = (typeof ABOVE)[number];

function countsOf(condition: (band: BandAbove) => Prisma.Sql): Prisma.Sql {
  return Prisma.join(
    ABOVE.map((band) => Prisma.sql`count(*) FILTER (WHERE ${condition(band)}) AS ${Prisma.raw(`"${band}"`)}`),
  );
}

function inBand(column: Prisma.Sql, from: number, below: number): Prisma.Sql {
  const least = Prisma.sql`${column} >= ${from}::float8`;
  return Number.isFinite(below) ? Prisma.sql`${least} AND ${column} < ${below}::float8` : least;
}

function nextOf(band: BandAbove, floors: BandFloorHeats): number {
  const next = ABOVE[ABOVE.indexOf(band) + 1];
  return next === undefined ? Infinity : floors[next];
}

/** Whoever is in no band above it is in the lowest. */
function bandsOf(row: Record<string, bigint> | undefined, people: number): BandCounts {
  const count = (band: BandAbove): number => Number(row?.[band] ?? 0);
  const above = ABOVE.reduce((sum, band) => sum + count(band), 0);
  return {
    very_low: people - above,
    low: count('low'),
    medium: count('medium'),
    high: count('high'),
    very_high: count('very_high'),
  };
}
