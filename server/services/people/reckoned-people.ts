import { Refusal } from '@/domain/refusal';
import type { Reading } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import {
  peopleChangedSince,
  peopleThen,
  type PeopleToReckon,
  peopleWithEvents,
} from '@/server/data/people/past-people';
import { reckoned, type ReckonedPerson } from '@/server/data/people/people-tables';
import type { NumberedPolicy } from '@/server/data/scoring/scoring-policies';
import { TokenBuckets } from '@/server/platform/token-bucket';

/** Versions of events that are reckoned anew for one question. */
const MOST_EVENTS = 1_000_000;
/** People who are read at once. */
const BATCH = 10_000;
/** For how long what was reckoned is kept, so that somebody pages through a moment. */
const KEPT_MS = 300_000;
/** People of all moments together who are kept, and moments: one of few people is kept as well. */
const MOST_KEPT = 300_000;
const MOST_MOMENTS = 200;
/** So many moments may an account have reckoned at once, and then one a second: each is work for the database. */
const newMoments = new TokenBuckets(60, 1_000);
/** How far clocks of workers may be behind, and for how long what they write may be under way. */
const CLOCKS_MS = 900_000;

interface Kept {
  readonly people: ReadonlyMap<string, ReckonedPerson>;
  /** Epoch milliseconds: what has changed since is reckoned anew. */
  readonly upTo: number;
  readonly begunAt: number;
}

const keptMoments = new Map<string, Kept>();
/** What is being reckoned: whoever asks for the same meanwhile waits for it. */
const underWay = new Map<string, Promise<Kept>>();

/** A past moment whose people are to be reckoned, under the policy of then. */
export interface MomentToReckon extends NumberedPolicy {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly reading: Reading;
  /** Whether heats that are stored are those of that policy. */
  readonly hasStoredHeat: boolean;
}

/**
 * Of whom what is stored of now does not hold at a past moment, with what their events came to then. It is kept for some minutes,
 * and of whom anything has changed meanwhile is reckoned anew.
 *
 * @param now epoch milliseconds
 * @throws Refusal where more events than can be read for one question would have to be, or too many moments are asked for
 */
export async function reckonedPeople(
  accountId: string,
  tx: Transaction,
  moment: MomentToReckon,
  now: number,
): Promise<ReckonedPerson[]> {
  const { at, reading, number, hasStoredHeat } = moment;
  const key = [accountId, at, reading, number, hasStoredHeat].join(' ');
  // What somebody else began may fail by their connection: then the first of those who waited begins it anew.
  for (let other = underWay.get(key); other !== undefined; other = underWay.get(key))
    await other.catch(() => undefined);
  const found = keptMoments.get(key);
  const isKept = found !== undefined && now - found.begunAt <= KEPT_MS && found.upTo - now < CLOCKS_MS;
  const kept = isKept ? found : undefined;
  if (kept === undefined) newMoments.take(accountId, now);
  const work = reckon(accountId, tx, moment, kept, now);
  if (kept === undefined) underWay.set(key, work);
  try {
    const reckonedNow = await work;
    keptMoments.delete(key);
    keptMoments.set(key, reckonedNow);
    return [...reckonedNow.people.values()];
  } finally {
    if (underWay.get(key) === work) underWay.delete(key);
    letGo(now);
  }
}

/** What is kept of a moment, with whoever has changed since; without that, everybody of whom now does not hold. */
async function reckon(
  accountId: string,
  tx: Transaction,
  moment: MomentToReckon,
  kept: Kept | undefined,
  now: number,
): Promise<Kept> {
  const { at, reading, hasStoredHeat } = moment;
  const changed =
    kept !== undefined
      ? await peopleChangedSince(accountId, tx, { at: kept.upTo - CLOCKS_MS, reading: 'then' })
      : hasStoredHeat
        ? await peopleChangedSince(accountId, tx, { at, reading })
        : await peopleWithEvents(accountId, tx);
  refuseTooMany(changed, reading);
  const people = new Map(kept?.people);
  for (let from = 0; from < changed.ids.length; from += BATCH) {
    const then = await peopleThen(accountId, tx, changed.ids.slice(from, from + BATCH), moment);
    for (const { id, events, criticality } of then)
      people.set(id, reckoned(id, events, moment.policy, criticality));
  }
  return { people, upTo: Math.max(now, kept?.upTo ?? now), begunAt: kept?.begunAt ?? now };
}

/** Lets go of moments that are kept for long enough, and of those that were asked for longest ago as far as there are too many. */
function letGo(now: number): void {
  let people = [...keptMoments.values()].reduce((sum, kept) => sum + kept.people.size, 0);
  for (const [key, kept] of keptMoments) {
    const isOld = now - kept.begunAt > KEPT_MS;
    if (!isOld && people <= MOST_KEPT && keptMoments.size <= MOST_MOMENTS) continue;
    keptMoments.delete(key);
    people -= kept.people.size;
  }
}

function refuseTooMany({ events }: PeopleToReckon, reading: Reading): void {
  if (events <= MOST_EVENTS) return;
  const instead = reading === 'then' ? ', read it with hindsight' : '';
  throw Refusal.invalid(
    'at',
    `at: since then so much has changed that ${events} versions of events would have to be reckoned anew, more than ${MOST_EVENTS}. Choose a later moment${instead}, or look at the profiles of single people.`,
  );
}
