import type { Pool } from 'pg';
import { EVENT_CATALOGUE, EVENT_KINDS } from '@/domain/event-catalogue';
import type { AccountId } from '@/domain/identifiers';
import { FIRST_DIRECTION, PEOPLE_DIRECTIONS, PEOPLE_SORTS } from '@/domain/people/people-order';
import { OUTCOMES } from '@/domain/people/person-outcome';
import { rangeWindow } from '@/domain/range-window';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { type Range, rangeSchema } from '@/domain/views/dashboard';
import type { Actor } from '@/server/services/actor';
import { getIdentityDetails } from '@/server/services/dashboard/get-identity-details';
import { getOverTime } from '@/server/services/dashboard/get-over-time';
import { listEvents } from '@/server/services/events/list-events';
import { execute } from '@/server/services/operation';
import { listPeople } from '@/server/services/people/list-people';
import type { Runtime } from '@/server/services/runtime';
import { conditionsOf, PLAIN, plainKey, plainOrder } from '@/tests/setup/plain-people';

/** Whose answers are compared: every answer is as of one instant, that of `runtime.now`. */
export interface Compared {
  readonly pool: Pool;
  readonly accountId: AccountId;
  readonly actor: Actor;
  readonly runtime: Runtime;
  readonly at: number;
}

type Pick = <T>(choices: readonly T[]) => T;

const COUNTED = `FROM identity_event e WHERE e."accountId" = $1 AND e."retractedAt" IS NULL AND e.disposition IS NULL`;

/**
 * Asks with filters by chance and compares each answer with plain SQL over events and scores: half of them lists of people,
 * the others lists of events, events over time and counts by kind. What is stored beside people is compared with their events first.
 */
export async function compareWithSql(
  compared: Compared,
  filters: number,
  say: (sentence: string) => void,
): Promise<{ compared: number; different: number }> {
  let state = 20260101;
  const chance = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const pick: Pick = (choices) => {
    const chosen = choices[Math.floor(chance() * choices.length)];
    if (chosen === undefined) throw new Error('There is nothing to choose from.');
    return chosen;
  };
  const others = [isEventList, isOverTime, isByKind] as const;
  let different = await standingsThatDiffer(compared);
  for (let round = 0; round < filters; round += 1) {
    const equal =
      round % 2 === 0
        ? await isPeopleList(compared, pick, chance)
        : await pick(others)(compared, pick, chance);
    if (!equal) different += 1;
    if ((round + 1) % 200 === 0) say(`${round + 1} answers are compared with SQL.`);
  }
  return { compared: filters, different };
}

/** People whose number of events, newest event or outcome is not what their events say. */
async function standingsThatDiffer({ pool, accountId }: Compared): Promise<number> {
  const { rows } = await pool.query<{ people: string }>(
    `SELECT count(*) AS people FROM person p LEFT JOIN (
       SELECT e."personId", count(*) AS events, max(e."occurredAt") AS last,
         CASE WHEN bool_or(e.outcome = 'got_in') THEN 'got_in' WHEN bool_or(e.outcome = 'unknown') THEN 'unknown'
           ELSE 'refused' END AS outcome
       ${COUNTED} GROUP BY 1) c ON c."personId" = p.id
     WHERE p."accountId" = $1 AND (p.events, p."lastEventAt", p.outcome) IS DISTINCT FROM
       (coalesce(c.events, 0), c.last, c.outcome)`,
    [accountId],
  );
  return Number(rows[0]?.people);
}

async function isPeopleList(
  { pool, accountId, actor, runtime, at }: Compared,
  pick: Pick,
  chance: () => number,
): Promise<boolean> {
  const sort = pick(PEOPLE_SORTS);
  const direction = chance() < 0.5 ? FIRST_DIRECTION[sort] : pick(PEOPLE_DIRECTIONS);
  const chosen = conditionsOf(DEFAULT_POLICY, at, pick)
    .filter(() => chance() < 0.17)
    .map((condition) => condition());
  const where = chosen.map(({ sql }) => `(${sql})`).join(' AND ') || 'true';
  const order = plainOrder(sort, direction, plainKey(sort, DEFAULT_POLICY, at));
  const { rows } = await pool.query<{ id: string; total: number }>(
    `SELECT p.id, count(*) OVER ()::int AS total ${PLAIN} AND ${where} ORDER BY ${order} LIMIT 50`,
    [accountId],
  );
  const input = {
    ...Object.fromEntries(chosen.flatMap((one) => Object.entries(one.input))),
    sort,
    direction,
  };
  const answer = await execute(listPeople, { actor, runtime, input });
  return (
    answer.total === (rows[0]?.total ?? 0) &&
    isSame(
      answer.people.map(({ id }) => id),
      idsOf(rows),
    )
  );
}

async function isEventList(
  { pool, accountId, actor, runtime, at }: Compared,
  pick: Pick,
  chance: () => number,
): Promise<boolean> {
  const range = pick(rangeSchema.options);
  const kind = chance() < 0.4 ? pick(EVENT_KINDS) : null;
  const outcome = chance() < 0.3 ? pick(OUTCOMES) : null;
  const disposition = chance() < 0.3 ? pick(['counted', 'dismissed'] as const) : null;
  const department = chance() < 0.3 ? pick(['Staff', 'Finance', 'Department 7', 'nobody']) : null;
  const { from, to } = rangeWindow(range, at);
  const { rows } = await pool.query<{ id: string; total: number }>(
    `SELECT e.id, count(*) OVER ()::int AS total FROM identity_event e
     JOIN person p ON p."accountId" = e."accountId" AND p.id = e."personId"
     WHERE e."accountId" = $1 AND e."retractedAt" IS NULL AND e."occurredAt" >= $2 AND e."occurredAt" < $3
       AND ($4::text IS NULL OR e.kind = $4) AND ($5::text IS NULL OR e.outcome = $5)
       AND ($6::text IS NULL OR (e.disposition IS NULL) = ($6 = 'counted'))
       AND ($7::text IS NULL OR EXISTS (SELECT FROM unnest(p.groups) g WHERE lower(g) = lower($7)))
     ORDER BY e."occurredAt" DESC, e.id DESC LIMIT 50`,
    [accountId, new Date(from), new Date(to), kind, outcome, disposition, department],
  );
  const wanted = Object.entries({ range, kind, outcome, disposition, department });
  const input = Object.fromEntries(wanted.filter(([, value]) => value !== null));
  const answer = await execute(listEvents, { actor, runtime, input });
  return (
    answer.total === (rows[0]?.total ?? 0) &&
    isSame(
      answer.events.map(({ id }) => id),
      idsOf(rows),
    )
  );
}

/** Each bar of the chart by group, and all of them together. */
async function isOverTime(compared: Compared, pick: Pick, chance: () => number): Promise<boolean> {
  const { pool, accountId, actor, runtime } = compared;
  const range = pick(rangeSchema.options);
  const kind = chance() < 0.5 ? pick(EVENT_KINDS) : null;
  const input = { range, ...(kind === null ? {} : { kind }) };
  const { buckets, events } = await execute(getOverTime, { actor, runtime, input });
  const { rows } = await pool.query<{ bar: number; kind: string; events: number }>(
    `SELECT b.bar::int, e.kind, count(*)::int AS events ${COUNTED.replace(
      'WHERE',
      `
       JOIN unnest($2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS b(start, stop, bar)
         ON e."occurredAt" >= b.start AND e."occurredAt" < b.stop WHERE`,
    )}
       AND ($4::text IS NULL OR e.kind = $4) GROUP BY 1, 2`,
    [accountId, buckets.map(({ start }) => start), buckets.map(({ end }) => end), kind],
  );
  const found = buckets.map(() => ({ authentication: 0, trust_monitor: 0, identity_platform: 0 }));
  for (const row of rows) {
    const bar = found[row.bar - 1];
    const known = EVENT_KINDS.find((one) => one === row.kind);
    if (bar === undefined || known === undefined) return false;
    bar[EVENT_CATALOGUE[known].group] += row.events;
  }
  return (
    events === rows.reduce((sum, row) => sum + row.events, 0) &&
    isSame(
      buckets.map((bar) => [bar.authentication ?? 0, bar.trust_monitor ?? 0, bar.identity_platform ?? 0]),
      found.map((bar) => [bar.authentication, bar.trust_monitor, bar.identity_platform]),
    )
  );
}

/** Events and people of each kind, and of all. */
async function isByKind({ pool, accountId, actor, runtime, at }: Compared, pick: Pick): Promise<boolean> {
  const range: Range = pick(rangeSchema.options);
  const { from, to } = rangeWindow(range, at);
  const { identity } = await execute(getIdentityDetails, { actor, runtime, input: { range } });
  const within = [accountId, new Date(from), new Date(to)];
  const window = `AND e."occurredAt" >= $2 AND e."occurredAt" < $3`;
  const counts = `count(*)::int AS events, count(DISTINCT e."personId")::int AS people`;
  const { rows } = await pool.query<{ kind: string; events: number; people: number }>(
    `SELECT e.kind, ${counts} ${COUNTED} ${window} GROUP BY 1`,
    within,
  );
  const all = await pool.query<{ events: number; people: number }>(
    `SELECT ${counts} ${COUNTED} ${window}`,
    within,
  );
  const sorted = (list: readonly { kind: string; events: number; people: number }[]) =>
    list
      .map(({ kind, events, people }) => [kind, events, people] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    isSame(sorted(identity.kinds.filter(({ events }) => events > 0)), sorted(rows)) &&
    isSame([identity.events, identity.people], [all.rows[0]?.events, all.rows[0]?.people])
  );
}

function idsOf(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id);
}

function isSame(answer: unknown, found: unknown): boolean {
  return JSON.stringify(answer) === JSON.stringify(found);
}
