import { FIRST_DIRECTION, type PeopleDirection, type PeopleSort } from '@/domain/people/people-order';
import { CRITICALITIES } from '@/domain/scoring/policy';
import type { Transaction } from './database';
import { Prisma } from './generated/client';
import {
  isNarrowed,
  narrowed,
  type PeopleNarrowing,
  readsHeat,
  readsRisk,
  WITH_HUMAN_RISK,
  withHeat,
} from './people-narrowing';
import { countAllPeople, type ListedPerson, peopleByIds } from './person-list';

/** Where somebody stands in an order: what they are put in order by, as text, and who they are among equals. */
export interface PlaceInOrder {
  /** Null where there is nothing to put them in order by. */
  readonly key: string | null;
  readonly personId: string;
}

/** A list of people: whom, in which order, from where on, how many. */
export interface PeopleInOrder {
  readonly policy: number;
  readonly narrowing: PeopleNarrowing;
  readonly sort: PeopleSort;
  readonly direction: PeopleDirection;
  /** The last of the page before; null from the beginning. */
  readonly after: PlaceInOrder | null;
  readonly limit: number;
}

/** A person with the place to go on from. */
export interface PlacedPerson {
  readonly person: ListedPerson;
  readonly place: PlaceInOrder;
}

/** People in the order of one column, each page read from an index wherever it begins. */
export async function listPeopleInOrder(
  accountId: string,
  tx: Transaction,
  list: PeopleInOrder,
): Promise<PlacedPerson[]> {
  const places = await placesInOrder(accountId, tx, list);
  const people = await peopleByIds(
    accountId,
    tx,
    list.policy,
    places.map(({ personId }) => personId),
  );
  const byId = new Map(people.map((person) => [person.id, person]));
  return places.flatMap((place) => {
    const person = byId.get(place.personId);
    return person === undefined ? [] : [{ person, place }];
  });
}

/** How many people a narrowing leaves. */
export async function countPeople(
  accountId: string,
  tx: Transaction,
  policy: number,
  narrowing: PeopleNarrowing,
): Promise<number> {
  if (!isNarrowed(narrowing)) return countAllPeople(accountId, tx);
  const [row] = await tx.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM "person" p
    ${readsHeat(narrowing) ? withHeat(policy) : Prisma.empty}
    ${readsRisk(narrowing) ? WITH_HUMAN_RISK : Prisma.empty}
    WHERE p."accountId" = ${accountId}::uuid AND ${narrowed(narrowing)}`;
  return Number(row?.count ?? 0);
}

/** The column of an order, the table that has it in an index, and where those without a value stand. */
interface Order {
  readonly from: 'person' | 'heat' | 'risk';
  readonly column: Prisma.Sql;
  readonly type: Prisma.Sql;
  /** Whether the index has its highest first. */
  readonly indexFalls: boolean;
  /** `lowest`: a missing value is the least there is. `last`: it stands at the end of either direction. */
  readonly missing: 'never' | 'lowest' | 'last';
}

const ORDERS: Readonly<Record<Exclude<PeopleSort, 'criticality'>, Order>> = {
  attack_factor: order('heat', Prisma.sql`h."heat"`, Prisma.sql`float8`, 'lowest'),
  human_risk: order('risk', Prisma.sql`r."score"`, Prisma.sql`float8`, 'last'),
  name: order('person', Prisma.sql`p."sortName" COLLATE "C"`, Prisma.sql`text`, 'never', false),
  events: order('person', Prisma.sql`p."events"`, Prisma.sql`int`, 'never'),
  last_event: order('person', Prisma.sql`p."lastEventAt"`, Prisma.sql`timestamptz`, 'last'),
};

function order(
  from: Order['from'],
  column: Prisma.Sql,
  type: Prisma.Sql,
  missing: Order['missing'],
  indexFalls = true,
): Order {
  return { from, column, type, indexFalls, missing };
}

interface PlaceRow {
  readonly id: string;
  readonly key: string | number | Date | null;
}

/**
 * One stretch of an order: people of one value after a person, of all values beyond one, or without a value. Each is a
 * range of an index; a single condition over all of them would be read from the beginning.
 */
type Stretch = (limit: number) => Promise<PlaceRow[]>;

async function placesInOrder(
  accountId: string,
  tx: Transaction,
  list: PeopleInOrder,
): Promise<PlaceInOrder[]> {
  const stretches =
    list.sort === 'criticality'
      ? stretchesOfCriticality(accountId, tx, list)
      : stretchesOf(accountId, tx, list, ORDERS[list.sort]);
  const rows: PlaceRow[] = [];
  for (const read of stretches) {
    if (rows.length === list.limit) break;
    rows.push(...(await read(list.limit - rows.length)));
  }
  return rows.map(({ id, key }) => ({
    personId: id,
    key: key instanceof Date ? key.toISOString() : key === null ? null : String(key),
  }));
}

function stretchesOf(
  accountId: string,
  tx: Transaction,
  { policy, narrowing, sort, direction, after }: PeopleInOrder,
  { from, column, type, indexFalls, missing }: Order,
): Stretch[] {
  const falls = direction === 'falling';
  const id = ID_OF[from];
  const idFalls = falls !== indexFalls;
  const byId = Prisma.sql`${id} ${idFalls ? Prisma.sql`DESC` : Prisma.sql`ASC`}`;
  const byBoth = Prisma.sql`${column} ${falls ? Prisma.sql`DESC NULLS LAST` : indexFalls ? Prisma.sql`ASC NULLS FIRST` : Prisma.sql`ASC`}, ${byId}`;
  const stretch =
    (
      condition: Prisma.Sql,
      sortBy: Prisma.Sql,
      source = sourceOf(from, accountId, policy, narrowing),
    ): Stretch =>
    (limit) =>
      tx.$queryRaw<PlaceRow[]>`
        SELECT ${id} AS "id", ${column} AS "key" FROM ${source} AND ${condition} AND ${narrowed(narrowing)}
        ORDER BY ${sortBy} LIMIT ${limit}`;
  const without = (since: string | null): Stretch => {
    // Who has no row of a score at all has none either, so they are looked for among the people.
    const [own, source] =
      from === 'risk'
        ? [ID_OF.person, sourceOf('person', accountId, policy, narrowing, true)]
        : [id, sourceOf(from, accountId, policy, narrowing)];
    const beyond = since === null ? Prisma.sql`true` : Prisma.sql`${own} > ${since}::uuid`;
    return (limit) =>
      tx.$queryRaw<PlaceRow[]>`
        SELECT ${own} AS "id", NULL::text AS "key" FROM ${source} AND ${column} IS NULL AND ${beyond}
          AND ${narrowed(narrowing)}
        ORDER BY ${own} LIMIT ${limit}`;
  };
  const first = missing === 'lowest' && direction !== FIRST_DIRECTION[sort];
  const present = Prisma.sql`${column} IS NOT NULL`;
  if (after === null) {
    if (missing === 'never') return [stretch(Prisma.sql`true`, byBoth)];
    const some = stretch(present, byBoth);
    return first ? [without(null), some] : [some, without(null)];
  }
  if (after.key === null) {
    if (missing === 'never') return [];
    return first ? [without(after.personId), stretch(present, byBoth)] : [without(after.personId)];
  }
  const key = Prisma.sql`${after.key}::${type}`;
  const further = idFalls ? Prisma.sql`<` : Prisma.sql`>`;
  return [
    stretch(Prisma.sql`${column} = ${key} AND ${id} ${further} ${after.personId}::uuid`, byId),
    stretch(Prisma.sql`${column} ${falls ? Prisma.sql`<` : Prisma.sql`>`} ${key}`, byBoth),
    ...(missing === 'never' || first ? [] : [without(null)]),
  ];
}

/** Few values, so each is a stretch of its own. */
function stretchesOfCriticality(
  accountId: string,
  tx: Transaction,
  { policy, narrowing, direction, after }: PeopleInOrder,
): Stretch[] {
  const values = direction === 'rising' ? [...CRITICALITIES] : [...CRITICALITIES].reverse();
  const begun = values.findIndex((value) => value === after?.key);
  return values.slice(Math.max(begun, 0)).map((value) => {
    const beyond = value === after?.key ? Prisma.sql`p."id" > ${after.personId}::uuid` : Prisma.sql`true`;
    return (limit) =>
      tx.$queryRaw<PlaceRow[]>`
        SELECT p."id", p."criticality" AS "key" FROM ${sourceOf('person', accountId, policy, narrowing)}
          AND p."criticality" = ${value} AND ${beyond} AND ${narrowed(narrowing)}
        ORDER BY p."id" LIMIT ${limit}`;
  });
}

const ID_OF: Readonly<Record<Order['from'], Prisma.Sql>> = {
  person: Prisma.sql`p."id"`,
  heat: Prisma.sql`h."personId"`,
  risk: Prisma.sql`r."personId"`,
};

/** The tables of a list from the one that leads, with the account's condition; others only where they are looked at. */
function sourceOf(
  from: Order['from'],
  accountId: string,
  policy: number,
  narrowing: PeopleNarrowing,
  risk = false,
): Prisma.Sql {
  const heat = readsHeat(narrowing) ? withHeat(policy) : Prisma.empty;
  const newest = risk || readsRisk(narrowing) ? WITH_HUMAN_RISK : Prisma.empty;
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
    case 'person':
      return Prisma.sql`"person" p ${newest} ${heat} WHERE p."accountId" = ${accountId}::uuid`;
  }
}
