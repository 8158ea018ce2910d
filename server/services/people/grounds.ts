import { z } from 'zod';
import { outcomeOfPerson } from '@/domain/people/person-outcome';
import { Refusal } from '@/domain/refusal';
import { heatOf } from '@/domain/scoring/heat';
import type { ScoringPolicy } from '@/domain/scoring/policy';
import { instantOf } from '@/domain/scoring/scored-event';
import { READINGS } from '@/domain/people/reading';
import { criticalitySchema, type Reading } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import { countedEventsAt, knownEventsOf } from '@/server/data/detection/known-events';
import { type EventFilter, type ListedEvent, listEventRows } from '@/server/data/events/event-list';
import {
  countedOf,
  scoredEventsOf,
  standingEventsOf,
  type StoredScoredEvent,
} from '@/server/data/events/identity-events';
import { directoryStandingAt, type StandingThen } from '@/server/data/people/directory-then';
import { mergedInto } from '@/server/data/people/merge-people';
import { groupsAt, newestRecordAt } from '@/server/data/people/person-directory';
import { type ListedPerson, peopleByIds } from '@/server/data/people/person-list';
import { type CountedCriticality, criticalityAt } from '@/server/data/scoring/criticality-history';
import { currentPolicy, type NumberedPolicy, policyAt } from '@/server/data/scoring/scoring-policies';
import type { Actor } from '@/server/services/actor';
import { type EventSetting, settingOf, settingThen } from '@/server/services/events/present-events';
import { pastInstant, pastSchema } from '@/server/services/known-instant';

/** How an operation takes a past instant and its reading. */
export const momentSchema = z.object({
  at: pastSchema,
  reading: z.enum(READINGS, `Use one of ${READINGS.join(', ')}.`).default('then'),
});

/** The moment that numbers are of, and by which knowledge. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly at: number;
  /** What was known then, or what is known now of then; null for this moment. */
  readonly past: Reading | null;
}

/** A moment beside this one, in epoch milliseconds. */
export interface CountedMoment extends Moment {
  readonly now: number;
}

/** @throws Refusal for an instant that is yet to come, or from before 2020 */
export function momentOf({ at, reading }: z.output<typeof momentSchema>, now: number): CountedMoment {
  const past = pastInstant(at, now);
  return { at: past ?? now, past: past === null ? null : reading, now };
}

/** This moment. */
export function momentOfNow(now: number): CountedMoment {
  return { at: now, past: null, now };
}

/** What a score is reckoned from. */
export interface Grounds extends NumberedPolicy {
  readonly counted: CountedCriticality;
  readonly scored: readonly StoredScoredEvent[];
  /** How many events are left out because somebody dismissed them. */
  readonly dismissed: number;
  /** The groups that the person was in. */
  readonly groups: readonly string[];
  /** What directories said of them then; null for what they say now. */
  readonly standing: StandingThen | null;
  /** When the newest record of them by then occurred; null where none of then is kept, or it is not asked for: of now. */
  readonly newestRecordAt: Date | null;
}

/**
 * What a person's score at a moment is reckoned from. As known then: the events recorded by then under the decisions,
 * the criticality and the groups of then. With hindsight: what stands now of what had happened by then, under what holds
 * now. The policy is the one that was in force, in either reading. So are the names: as known then those of then, as far
 * as a directory told of changes.
 */
export async function groundsOf(
  accountId: string,
  tx: Transaction,
  { person, current }: FoundPerson,
  { at, past }: Moment,
): Promise<Grounds> {
  const { id } = person;
  const numbered = past === null ? current : await policyAt(accountId, tx, at);
  const known =
    past === 'then'
      ? await knownEventsOf(accountId, tx, id, at)
      : ((await standingEventsOf(accountId, tx, [id])).get(id) ?? []);
  // An event that claims to be from the future stands, and counts from when it reached us.
  const happened = past === 'hindsight' ? known.filter((event) => instantOf(event) <= at) : known;
  const scored = countedOf(happened);
  return {
    ...numbered,
    counted:
      past === 'then'
        ? await criticalityAt(accountId, tx, id, at)
        : {
            criticality: criticalitySchema.parse(person.criticality),
            own: person.ownCriticality !== null,
            group: person.criticalityGroup,
          },
    scored,
    dismissed: happened.length - scored.length,
    groups: past === 'then' ? await groupsAt(accountId, tx, person, at) : person.groups,
    standing: past === 'then' ? await directoryStandingAt(accountId, tx, id, at) : null,
    newestRecordAt:
      past === null ? null : await newestRecordAt(accountId, tx, id, { by: at, isKnown: past === 'then' }),
  };
}

/** A person with what stood beside them at a past moment. */
export function personThen(
  person: ListedPerson,
  { scored, policy, counted, groups, standing, newestRecordAt: seenAt }: Grounds,
  humanRisk: number | null,
): ListedPerson {
  const { criticality, own, group } = counted;
  return {
    ...(standing === null ? person : placedThen(person, standing)),
    lastSeenAt: seenAt ?? person.lastSeenAt,
    groups: [...groups],
    criticality,
    ownCriticality: own ? criticality : null,
    criticalityGroup: group,
    heat: heatOf(scored, policy, criticality),
    events: scored.length,
    lastEventAt: scored.length === 0 ? null : new Date(Math.max(...scored.map((event) => event.occurredAt))),
    outcome: outcomeOfPerson(scored),
    humanRisk,
  };
}

/** Names and place in the directory with what has changed since taken back; what no directory told of is as it is now. */
export function placedThen(person: ListedPerson, { now, then }: StandingThen): ListedPerson {
  if (now === null) return person;
  if (then === null)
    return { ...person, status: null, enrolled: null, inDirectorySince: null, leftDirectoryAt: null };
  return {
    ...person,
    name: then.name === now.name ? person.name : then.name,
    username: then.username === now.username ? person.username : then.username,
    email: then.email === now.email ? person.email : then.email,
    status: then.status,
    enrolled: then.enrolled,
    leftDirectoryAt: then.leftDirectoryAt === null ? null : new Date(then.leftDirectoryAt),
  };
}

/** What makes a filter of events one of a moment. */
export function eventsOfMoment({ at, past }: Moment): Pick<EventFilter, 'knownAt' | 'countsBy'> {
  return past === 'then' ? { knownAt: at } : past === 'hindsight' ? { countsBy: at } : {};
}

/** The events of these people that counted at a moment, as scoring took them. */
export async function countedEventsOf(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  { at, past }: Moment,
): Promise<Map<string, StoredScoredEvent[]>> {
  if (past === 'then') return countedEventsAt(accountId, tx, personIds, at);
  const scored = await scoredEventsOf(accountId, tx, personIds);
  if (past === null) return scored;
  return new Map([...scored].map(([id, events]) => [id, events.filter((event) => instantOf(event) <= at)]));
}

/** Events of a person as a moment has them, newest first; all of them without a limit. */
export async function eventsAt(
  accountId: string,
  tx: Transaction,
  filter: EventFilter & { readonly personId: string },
  moment: Moment,
  limit: number | null,
): Promise<ListedEvent[]> {
  return listEventRows(accountId, tx, { ...filter, ...eventsOfMoment(moment) }, null, limit);
}

/** What is shown beside these events of a moment. */
export async function settingAt(
  accountId: string,
  tx: Transaction,
  rows: readonly ListedEvent[],
  { at, past }: Moment,
  { actor, policy, now }: { readonly actor: Actor; readonly policy: ScoringPolicy; readonly now: number },
): Promise<EventSetting> {
  return past === 'then'
    ? settingThen(accountId, tx, rows, { actor, policy, at })
    : settingOf(accountId, tx, rows, { actor, policy, now, at });
}

/** A person with the policy that is in force, under which their heat is. */
export interface FoundPerson {
  readonly person: ListedPerson;
  readonly current: NumberedPolicy;
}

/**
 * The person of an id, or whom they were merged into: an old address of a profile still finds its person.
 * @throws Refusal for nobody
 */
export async function findPerson(accountId: string, tx: Transaction, id: string): Promise<FoundPerson> {
  const current = await currentPolicy(accountId, tx);
  const [person] = await peopleByIds(accountId, tx, current.number, [id]);
  if (person !== undefined) return { person, current };
  const into = await mergedInto(accountId, tx, id);
  const [survivor] = into === null ? [] : await peopleByIds(accountId, tx, current.number, [into]);
  if (survivor === undefined) throw Refusal.notFound('person');
  return { person: survivor, current };
}
