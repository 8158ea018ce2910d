import type { PeopleDirection, PeopleSort } from '@/domain/people/people-order';
import type { BandFloorHeats } from '@/domain/scoring/heat';
import { Prisma } from '@/server/data/generated/client';
import {
  isNarrowed,
  type PeopleNarrowing,
  readsHeat,
  readsRisk,
  WITH_HUMAN_RISK,
  withHeat,
} from './people-narrowing';
import type { PeopleTables } from './people-tables';

/** Where somebody stands in an order: what they are put in order by, as text, and who they are among equals. */
export interface PlaceInOrder {
  /** Null where there is nothing to put them in order by. */
  readonly key: string | null;
  readonly personId: string;
}

/** A list of people: whom, in which order, from where on, how many. */
export interface PeopleInOrder {
  /** As of which moment. */
  readonly tables: PeopleTables;
  readonly policy: number;
  /** The floors of the bands at the instant of the list, under its policy. */
  readonly floors: BandFloorHeats;
  readonly narrowing: PeopleNarrowing;
  readonly sort: PeopleSort | 'pseudonym';
  readonly direction: PeopleDirection;
  /** The last of the page before; null from the beginning. */
  readonly after: PlaceInOrder | null;
  readonly limit: number;
}

/** A place as the database gives it. */
export interface PlaceRow {
  readonly id: string;
  readonly key: string | number | Date | null;
}

/**
 * One stretch of an order: people of one value after a person, of all values beyond one, or without a value. Each is a
 * range of an index; a single condition over all of them would be read from the beginning.
 */
export type Stretch = (limit: number) => Promise<PlaceRow[]>;

/** The table that leads a list. */
export type LeadingTable = 'person' | 'heat' | 'risk' | 'pseudonym';

/** The column that holds the id of a person in each. */
export const ID_OF: Readonly<Record<LeadingTable, Prisma.Sql>> = {
  person: Prisma.sql`p."id"`,
  heat: Prisma.sql`h."personId"`,
  risk: Prisma.sql`r."personId"`,
  pseudonym: Prisma.sql`y."personId"`,
};

/** The tables of a list from the one that leads, with the account's condition; others only where they are looked at. */
export function sourceOf(
  from: LeadingTable,
  accountId: string,
  policy: number,
  narrowing: PeopleNarrowing,
  also: { readonly heat?: boolean; readonly risk?: boolean } = {},
): Prisma.Sql {
  const heat = also.heat === true || readsHeat(narrowing) ? withHeat(policy) : Prisma.empty;
  const newest = also.risk === true || readsRisk(narrowing) ? WITH_HUMAN_RISK : Prisma.empty;
  const person = (lead: Prisma.Sql) =>
    isNarrowed(narrowing)
      ? Prisma.sql`JOIN "person" p ON p."accountId" = ${lead}."accountId" AND p."id" = ${lead}."personId"`
      : Prisma.empty;
  switch (from) {
    case 'heat':
      return Prisma.sql`"person_heat" h ${person(Prisma.sql`h`)} ${newest}
        WHERE h."accountId" = ${accountId}::uuid AND h."policy" = ${policy}`;
    case 'risk':
      return Prisma.sql`"human_risk_day" r ${person(Prisma.sql`r`)} ${heat}
        WHERE r."accountId" = ${accountId}::uuid AND r."newest"`;
    case 'pseudonym':
      return Prisma.sql`"person_pseudonym" y ${person(Prisma.sql`y`)} ${newest} ${heat}
        WHERE y."accountId" = ${accountId}::uuid`;
    case 'person':
      return Prisma.sql`"person" p ${newest} ${heat} WHERE p."accountId" = ${accountId}::uuid`;
  }
}
