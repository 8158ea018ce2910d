import { FIRST_DIRECTION } from '@/domain/people/people-order';
import { OUTCOMES } from '@/domain/people/person-outcome';
import { CRITICALITIES } from '@/domain/scoring/policy';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { stretchesOfFall } from './people-by-fall';
import { narrowed } from './people-narrowing';
import {
  ID_OF,
  type LeadingTable,
  type PeopleInOrder,
  type PlaceInOrder,
  type PlaceRow,
  sourceOf,
  type Stretch,
} from './people-source';
import { type ListedPerson, peopleByIds } from './person-list';

/** A page of people, and where the next one begins; null where there is none. */
export interface PageInOrder {
  readonly people: readonly ListedPerson[];
  readonly next: PlaceInOrder | null;
}

/** People in the order of one column, each page read from an index wherever it begins. */
export async function listPeopleInOrder(
  accountId: string,
  tx: Transaction,
  list: PeopleInOrder,
): Promise<PageInOrder> {
  const places = await placesInOrder(accountId, tx, { ...list, limit: list.limit + 1 });
  const page = places.slice(0, list.limit);
  const ids = page.map(({ personId }) => personId);
  const people = await peopleByIds(accountId, tx, list.policy, ids, list.tables);
  const byId = new Map(people.map((person) => [person.id, person]));
  return {
    // Somebody may turn out to be another person between the two reads; the list goes on all the same.
    people: ids.flatMap((id) => byId.get(id) ?? []),
    next: places.length > list.limit ? (page.at(-1) ?? null) : null,
  };
}

/** The column of an order, the table that has it in an index, and where those without a value stand. */
interface Order {
  readonly from: LeadingTable;
  readonly column: Prisma.Sql;
  readonly type: Prisma.Sql;
  /** Whether the index has its highest first. */
  readonly indexFalls: boolean;
  /** `lowest`: a missing value is the least there is. `last`: it stands at the end of either direction. */
  readonly missing: 'never' | 'lowest' | 'last';
}

const ORDERS: Readonly<Record<Exclude<PeopleInOrder['sort'], 'criticality' | 'outcome' | 'fall'>, Order>> = {
  attack_factor: order('heat', Prisma.sql`h."heat"`, Prisma.sql`float8`, 'lowest'),
  human_risk: order('risk', Prisma.sql`r."score"`, Prisma.sql`float8`, 'last'),
  name: order('person', Prisma.sql`p."sortName" COLLATE "C"`, Prisma.sql`text`, 'never', false),
  pseudonym: order('pseudonym', Prisma.sql`y."code"`, Prisma.sql`text`, 'never', false),
  events: order('person', Prisma.sql`p."events"`, Prisma.sql`int`, 'never'),
  last_event: order('person', Prisma.sql`p."lastEventAt"`, Prisma.sql`timestamptz`, 'last'),
};

function order(
  from: LeadingTable,
  column: Prisma.Sql,
  type: Prisma.Sql,
  missing: Order['missing'],
  indexFalls = true,
): Order {
  return { from, column, type, indexFalls, missing };
}

async function placesInOrder(
  accountId: string,
  tx: Transaction,
  list: PeopleInOrder,
): Promise<PlaceInOrder[]> {
  const stretches = stretchesIn(accountId, tx, list);
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

function stretchesIn(accountId: string, tx: Transaction, list: PeopleInOrder): Stretch[] {
  if (list.sort === 'criticality' || list.sort === 'outcome')
    return stretchesOfWords(accountId, tx, list, WORDS[list.sort]);
  if (list.sort === 'fall') return stretchesOfFall(accountId, tx, list);
  return stretchesOf(accountId, tx, list, ORDERS[list.sort]);
}

function stretchesOf(
  accountId: string,
  tx: Transaction,
  { tables, policy, narrowing, sort, direction, after }: PeopleInOrder,
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
        ${tables} SELECT ${id} AS "id", ${column} AS "key" FROM ${source} AND ${condition} AND ${narrowed(narrowing)}
        ORDER BY ${sortBy} LIMIT ${limit}`;
  const without = (since: string | null): Stretch => {
    // Who has no row of a score at all has none either, so they are looked for among the people.
    const [own, source] =
      from === 'risk'
        ? [ID_OF.person, sourceOf('person', accountId, policy, narrowing, { risk: true })]
        : [id, sourceOf(from, accountId, policy, narrowing)];
    const beyond = since === null ? Prisma.sql`true` : Prisma.sql`${own} > ${since}::uuid`;
    return (limit) =>
      tx.$queryRaw<PlaceRow[]>`
        ${tables} SELECT ${own} AS "id", NULL::text AS "key" FROM ${source} AND ${column} IS NULL AND ${beyond}
          AND ${narrowed(narrowing)}
        ORDER BY ${own} LIMIT ${limit}`;
  };
  const first = missing === 'lowest' && sort !== 'pseudonym' && direction !== FIRST_DIRECTION[sort];
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

/** A column of few words, and these from the highest to the lowest; null for those without one, who stand last in either direction. */
interface WordOrder {
  readonly column: Prisma.Sql;
  readonly words: readonly string[];
  readonly missing: readonly null[];
}

const WORDS: Readonly<Record<'criticality' | 'outcome', WordOrder>> = {
  criticality: {
    column: Prisma.sql`p."criticality"`,
    words: [...CRITICALITIES].reverse(),
    missing: [],
  },
  outcome: { column: Prisma.sql`p."outcome"`, words: OUTCOMES, missing: [null] },
};

/** Few values, so each is a stretch of its own. */
function stretchesOfWords(
  accountId: string,
  tx: Transaction,
  { tables, policy, narrowing, direction, after }: PeopleInOrder,
  { column, words, missing }: WordOrder,
): Stretch[] {
  const values = [...(direction === 'falling' ? words : [...words].reverse()), ...missing];
  const begun = after === null ? 0 : values.findIndex((value) => value === after.key);
  return values.slice(Math.max(begun, 0)).map((value, index) => {
    const beyond =
      after !== null && index === 0 ? Prisma.sql`p."id" > ${after.personId}::uuid` : Prisma.sql`true`;
    const own = value === null ? Prisma.sql`${column} IS NULL` : Prisma.sql`${column} = ${value}`;
    return (limit) =>
      tx.$queryRaw<PlaceRow[]>`
        ${tables} SELECT p."id", ${column} AS "key" FROM ${sourceOf('person', accountId, policy, narrowing)}
          AND ${own} AND ${beyond} AND ${narrowed(narrowing)}
        ORDER BY p."id" LIMIT ${limit}`;
  });
}
