import type { Band } from '@/domain/bands';
import { heatRangeOf } from '@/domain/scoring/heat';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { narrowed } from './people-narrowing';
import { type PeopleInOrder, type PlaceRow, sourceOf, type Stretch } from './people-source';

const BANDS_TO_FALL = ['low', 'medium', 'high', 'very_high'] as const satisfies readonly Band[];
/** More than rounding can add to a heat, in half-lives: where an index is entered, before the exact comparison. */
const FALL_SLACK = 1e-6;

/**
 * By how long people stay in their band: so many half-lives as their heat is above its floor. Each band is a range of the
 * index of heat, and the beginnings of all are merged. Who is in the lowest band falls no further, and stands last.
 */
export function stretchesOfFall(
  accountId: string,
  tx: Transaction,
  { tables, policy, floors, narrowing, direction, after }: PeopleInOrder,
): Stretch[] {
  const rises = direction === 'rising';
  const key = after?.key ?? null;
  const source = sourceOf('heat', accountId, policy, narrowing);
  const ofBand = (band: (typeof BANDS_TO_FALL)[number], limit: number) => {
    const { from, below } = heatRangeOf(band, floors);
    const above = Prisma.sql`h."heat" - ${from}::float8`;
    const edge = (from ?? 0) + Number(key) + (rises ? -FALL_SLACK : FALL_SLACK);
    const further =
      key === null
        ? Prisma.sql`true`
        : Prisma.sql`h."heat" ${rises ? Prisma.sql`>=` : Prisma.sql`<=`} ${edge}::float8
            AND (${above} ${rises ? Prisma.sql`>` : Prisma.sql`<`} ${key}::float8
              OR (${above} = ${key}::float8 AND h."personId" > ${after?.personId}::uuid))`;
    return Prisma.sql`(SELECT h."personId" AS "id", ${above} AS "key" FROM ${source}
      AND h."heat" >= ${from}::float8 AND ${below === null ? Prisma.sql`true` : Prisma.sql`h."heat" < ${below}::float8`}
      AND ${further} AND ${narrowed(narrowing)}
      ORDER BY h."heat" ${rises ? Prisma.sql`ASC NULLS FIRST` : Prisma.sql`DESC NULLS LAST`}, h."personId" LIMIT ${limit})`;
  };
  const falling: Stretch = (limit) =>
    tx.$queryRaw<PlaceRow[]>`
      ${tables} SELECT "id", "key" FROM (${Prisma.join(
        BANDS_TO_FALL.map((band) => ofBand(band, limit)),
        ' UNION ALL ',
      )}) f
      ORDER BY "key" ${rises ? Prisma.sql`ASC` : Prisma.sql`DESC`}, "id" LIMIT ${limit}`;
  const beyond =
    after === null || after.key !== null ? Prisma.sql`true` : Prisma.sql`p."id" > ${after.personId}::uuid`;
  const lowest: Stretch = (limit) =>
    tx.$queryRaw<PlaceRow[]>`
      ${tables} SELECT p."id", NULL::text AS "key" FROM ${sourceOf('person', accountId, policy, narrowing, { heat: true })}
        AND (h."heat" < ${floors.low} OR h."heat" IS NULL) AND ${beyond} AND ${narrowed(narrowing)}
      ORDER BY p."id" LIMIT ${limit}`;
  return after !== null && after.key === null ? [lowest] : [falling, lowest];
}
