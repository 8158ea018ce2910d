import { BlockList, isIPv6 } from 'node:net';
import { z } from 'zod';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { heatOf } from '@/domain/scoring/heat';
import { CRITICALITIES, type Criticality, DEFAULT_POLICY } from '@/domain/scoring/policy';

type Sql = (text: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>;

const dispositionSchema = z.object({
  id: z.string(),
  verdict: z.string(),
  scope: z.string(),
  eventId: z.string().nullable(),
  personId: z.string().nullable(),
  kind: z.string().nullable(),
  network: z.string().nullable(),
  application: z.string().nullable(),
  expiresAt: z.date().nullable(),
  approvedAt: z.date(),
});
type StoredDisposition = z.infer<typeof dispositionSchema>;

const eventSchema = z.object({
  id: z.string(),
  personId: z.string(),
  kind: z.enum(EVENT_KINDS),
  occurredAt: z.date(),
  receivedAt: z.date(),
  confidence: z.number(),
  outcome: z.enum(['got_in', 'refused', 'unknown']),
  ip: z.string().nullable(),
  application: z.string().nullable(),
  dispositionId: z.string().nullable(),
  disposition: z.string().nullable(),
});
type StoredEvent = z.infer<typeof eventSchema>;

const personSchema = z.object({
  id: z.string(),
  criticality: z.enum(CRITICALITIES),
  ownCriticality: z.enum(CRITICALITIES).nullable(),
  groups: z.array(z.string()),
  events: z.number(),
  outcome: z.string().nullable(),
  heat: z.number().nullable(),
});

const ruleSchema = z.object({ groupKey: z.string(), criticality: z.enum(CRITICALITIES) });

/** What follows from events and decisions. */
interface Consequences {
  /** Event, the disposition that decides of it, and its verdict. */
  readonly marks: readonly (readonly [string, string | null, string | null])[];
  /** Person, how many events count, whether they got in, heat and criticality. */
  readonly people: readonly (readonly [string, number, string | null, number | null, Criticality])[];
  /** Kind, and how many events the counters hold. */
  readonly counters: readonly (readonly [string, number])[];
}

/** What is stored of scores, and what follows anew from events and decisions alone, by other code than the product's. */
export interface Recomputed {
  readonly stored: Consequences;
  readonly anew: Consequences;
  readonly dismissed: number;
}

/** Everything that follows from the events and decisions of an account: marks, heat, counts of people, counters. */
export async function recomputed(sql: Sql, accountId: string): Promise<Recomputed> {
  const dispositions = z.array(dispositionSchema).parse(
    await sql(
      `SELECT id, verdict, scope, "eventId", "personId", kind, host(network) || '/' || masklen(network) AS network, application,
         "expiresAt", "approvedAt" FROM disposition
       WHERE "accountId" = $1 AND "approvedAt" IS NOT NULL AND "undoneAt" IS NULL`,
      [accountId],
    ),
  );
  const events = z.array(eventSchema).parse(
    await sql(
      `SELECT id, "personId", kind, "occurredAt", "receivedAt", confidence, outcome, facts->>'ip' AS ip,
         facts->>'application' AS application, "dispositionId", disposition FROM identity_event
       WHERE "accountId" = $1 AND "retractedAt" IS NULL ORDER BY id`,
      [accountId],
    ),
  );
  const people = z.array(personSchema).parse(
    await sql(
      `SELECT p.id, p.criticality, p."ownCriticality", p.groups, p.events, p.outcome, h.heat FROM person p
       JOIN person_heat h ON h."accountId" = p."accountId" AND h."personId" = p.id AND h.policy = 1
       WHERE p."accountId" = $1 ORDER BY p.id`,
      [accountId],
    ),
  );
  const counters = await sql(
    `SELECT kind, sum(events)::int AS events FROM event_counter WHERE "accountId" = $1 GROUP BY kind
     HAVING sum(events) <> 0 ORDER BY kind`,
    [accountId],
  );
  const rules = z
    .array(ruleSchema)
    .parse(
      await sql('SELECT "groupKey", criticality FROM group_criticality WHERE "accountId" = $1', [accountId]),
    );
  const decided = events.map((event) => ({ event, by: decisionOn(event, dispositions) }));
  const counting = decided
    .filter(({ by }) => by === null || by.verdict === 'confirmed')
    .map(({ event }) => ({
      ...event,
      occurredAt: event.occurredAt.getTime(),
      receivedAt: event.receivedAt.getTime(),
    }));
  const kinds = new Map<string, number>();
  for (const { kind } of counting) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return {
    stored: {
      marks: events.map(({ id, dispositionId, disposition }) => [id, dispositionId, disposition]),
      people: people.map((person) => [
        person.id,
        person.events,
        person.outcome,
        person.heat,
        person.criticality,
      ]),
      counters: counters.map(({ kind, events: count }) => [String(kind), Number(count)]),
    },
    anew: {
      marks: decided.map(({ event, by }) => [event.id, by?.id ?? null, by?.verdict ?? null]),
      people: people.map((person) => {
        const own = counting.filter((event) => event.personId === person.id);
        const criticality = criticalityOf(person, rules);
        const heat = heatOf(own, DEFAULT_POLICY, criticality);
        return [person.id, own.length, gravest(own), heat, criticality];
      }),
      counters: [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)),
    },
    dismissed: events.length - counting.length,
  };
}

/** Whether anybody got in, else whether it cannot be told of one. */
function gravest(own: readonly Pick<StoredEvent, 'outcome'>[]): string | null {
  const said = new Set(own.map(({ outcome }) => outcome));
  if (said.size === 0) return null;
  return said.has('got_in') ? 'got_in' : said.has('unknown') ? 'unknown' : 'refused';
}

/** A person's own setting, else the highest of the rules for their groups. */
function criticalityOf(
  { ownCriticality, groups }: z.infer<typeof personSchema>,
  rules: readonly z.infer<typeof ruleSchema>[],
): Criticality {
  if (ownCriticality !== null) return ownCriticality;
  const names = new Set(groups.map((name) => name.toLowerCase()));
  const ranks = rules
    .filter(({ groupKey }) => names.has(groupKey))
    .map(({ criticality }) => CRITICALITIES.indexOf(criticality));
  return CRITICALITIES[Math.max(0, ...ranks)] ?? 'standard';
}

/** The narrowest decision that covers an event, and of equals the newest. */
function decisionOn(
  event: StoredEvent,
  dispositions: readonly StoredDisposition[],
): StoredDisposition | null {
  const covering = dispositions.filter((disposition) => covers(disposition, event));
  covering.sort(
    (a, b) =>
      compare(narrowness(a), narrowness(b)) ||
      b.approvedAt.getTime() - a.approvedAt.getTime() ||
      (a.id < b.id ? -1 : 1),
  );
  return covering[0] ?? null;
}

function covers(disposition: StoredDisposition, event: StoredEvent): boolean {
  const instant = Math.min(event.occurredAt.getTime(), event.receivedAt.getTime());
  if (disposition.expiresAt !== null && instant >= disposition.expiresAt.getTime()) return false;
  if (disposition.kind !== null && disposition.kind !== event.kind) return false;
  switch (disposition.scope) {
    case 'event':
      return disposition.eventId === event.id;
    case 'person_kind':
      return disposition.personId === event.personId;
    case 'network':
      return event.ip !== null && within(event.ip, disposition.network ?? '');
    default:
      return event.application !== null && event.application === disposition.application;
  }
}

function within(ip: string, network: string): boolean {
  const [address = '', length = ''] = network.split('/');
  if (isIPv6(ip) !== isIPv6(address)) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(length), isIPv6(ip) ? 'ipv6' : 'ipv4');
  return list.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4');
}

function narrowness({ scope, network, kind }: StoredDisposition): number[] {
  const order = ['event', 'person_kind', 'network', 'application'].indexOf(scope);
  const length = Number(network?.split('/')[1] ?? 0);
  return [order, -length, kind === null ? 1 : 0];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
