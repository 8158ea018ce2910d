import { BAND_FACTS, BANDS, type Band } from '@/domain/bands';
import { LAST_EVENTS, lastEventDays, PEOPLE_STATUSES } from '@/domain/people/people-filter';
import { FIRST_DIRECTION, type PeopleDirection, type PeopleSort } from '@/domain/people/people-order';
import { OUTCOMES } from '@/domain/people/person-outcome';
import { bandFloorHeats, heatRangeOf } from '@/domain/scoring/heat';
import { CRITICALITIES, type ScoringPolicy } from '@/domain/scoring/policy';
import { DAY_MS } from '@/domain/scoring/scored-event';

/** The order of each column as one would write it without a thought for speed. */
const PLAIN_ORDER: Readonly<Record<Exclude<PeopleSort, 'fall'>, string>> = {
  attack_factor: `coalesce(h.heat, '-Infinity')`,
  human_risk: 'r.score',
  name: `p."sortName" COLLATE "C"`,
  outcome: `array_position('{refused,unknown,got_in}', p.outcome)`,
  criticality: `array_position('{standard,elevated,critical}', p.criticality)`,
  events: 'p.events',
  last_event: 'p."lastEventAt"',
};

/** Everybody of an account, with heat `h` and newest human risk `r`, as one would write it; `$1` is the account. */
export const PLAIN = `FROM person p JOIN person_heat h ON h."accountId" = p."accountId" AND h.policy = 1 AND h."personId" = p.id
  LEFT JOIN human_risk_day r ON r."accountId" = p."accountId" AND r."personId" = p.id AND r.newest
  WHERE p."accountId" = $1`;

/** What people are put in order by; `at` is the instant of the list in epoch milliseconds. */
export function plainKey(sort: PeopleSort, policy: ScoringPolicy, at: number): string {
  if (sort !== 'fall') return PLAIN_ORDER[sort];
  const { low, medium, high, very_high: veryHigh } = bandFloorHeats(policy, at);
  const above = [veryHigh, high, medium, low].map(
    (floor) => `WHEN h.heat >= ${floor}::float8 THEN h.heat - ${floor}::float8`,
  );
  return `(CASE ${above.join(' ')} END)`;
}

/** An order by that, with people of one value and without a value where the list has them. */
export function plainOrder(sort: PeopleSort, direction: PeopleDirection, key: string): string {
  const value = `${key} ${direction === 'falling' ? 'DESC' : 'ASC'} NULLS LAST`;
  // Among equals an order turned round is turned round wholly, but for those who stand last in both.
  const turned = direction !== FIRST_DIRECTION[sort] && !['criticality', 'outcome', 'fall'].includes(sort);
  if (!turned) return `${value}, p.id`;
  return sort === 'attack_factor'
    ? `${value}, CASE WHEN h.heat IS NULL THEN p.id END, p.id DESC`
    : `${value}, CASE WHEN ${key} IS NULL THEN p.id END, p.id DESC`;
}

interface Condition {
  readonly input: Readonly<Record<string, string>>;
  readonly sql: string;
}

/** One of the choices of each filter, by chance. */
export function conditionsOf(policy: ScoringPolicy, at: number, pick: <T>(choices: readonly T[]) => T) {
  const band = (): Condition => {
    const chosen = pick(BANDS);
    const { from, below } = heatRangeOf(chosen, bandFloorHeats(policy, at));
    const heat = `coalesce(h.heat, '-Infinity')`;
    return {
      input: { band: chosen },
      sql: `${heat} >= ${from ?? `'-Infinity'`} AND ${heat} < ${below ?? `'Infinity'`}`,
    };
  };
  const risk = (): Condition => {
    const chosen: Band = pick(BANDS);
    const { lowerEdge, upperEdge } = BAND_FACTS[chosen];
    const below = Number.isFinite(upperEdge) ? upperEdge : 1000;
    return { input: { risk: chosen }, sql: `r.score >= ${lowerEdge} AND r.score < ${below}` };
  };
  const kind = (): Condition => {
    const chosen = pick(['push_harassment', 'new_country', 'tampered_cookie'] as const);
    return {
      input: { kind: chosen },
      sql: `p.id IN (SELECT "personId" FROM identity_event WHERE "accountId" = $1 AND kind = '${chosen}'
        AND "retractedAt" IS NULL AND disposition IS DISTINCT FROM 'benign')`,
    };
  };
  const group = (): Condition => {
    const chosen = pick(['staff', 'FINANCE', 'Nobody', null]);
    if (chosen === null) return { input: { ungrouped: 'true' }, sql: `p.groups = '{}'` };
    const written = chosen === 'staff' ? `'{Staff,staff}'` : chosen === 'FINANCE' ? `'{Finance}'` : `'{}'`;
    return { input: { group: chosen }, sql: `p.groups && ${written}` };
  };
  const criticality = (): Condition => {
    const chosen = pick(CRITICALITIES);
    return { input: { criticality: chosen }, sql: `p.criticality = '${chosen}'` };
  };
  const outcome = (): Condition => {
    const chosen = pick(OUTCOMES);
    return { input: { outcome: chosen }, sql: `p.outcome = '${chosen}'` };
  };
  const status = (): Condition => {
    const chosen = pick(PEOPLE_STATUSES);
    const left = `p."leftDirectoryAt" IS ${chosen === 'left' ? 'NOT' : ''} NULL`;
    return {
      input: { status: chosen },
      sql: chosen === 'left' ? left : `${left} AND p.status = '${chosen.replaceAll('_', ' ')}'`,
    };
  };
  const last = (): Condition => {
    const chosen = pick(LAST_EVENTS);
    const days = lastEventDays(chosen);
    return {
      input: { last: chosen },
      sql:
        days === null
          ? `p."lastEventAt" IS NULL`
          : `p."lastEventAt" >= '${new Date(at - days * DAY_MS).toISOString()}'`,
    };
  };
  const posture = (): Condition => ({ input: { posture: 'bypass' }, sql: `r.enrolment = 'bypass'` });
  const words = (): Condition => {
    const chosen = pick(['ADA', '100%', 'a_k', 'example.com', 'özil']);
    return {
      input: { q: chosen },
      sql: `position(lower('${chosen}') IN lower(p.name || chr(1) || p.username || chr(1) || coalesce(p.email, ''))) > 0`,
    };
  };
  return [band, risk, outcome, kind, group, criticality, status, last, posture, words];
}
