import type { Band } from '@/domain/bands';
import type { StandingEvent } from '@/domain/detection/reconcile';
import { type Happening, isNews, matches, riseOf } from '@/domain/notifications/happening';
import type { TriggerKind } from '@/domain/notifications/terms';
import type { Transaction } from '@/server/data/database';
import { eventIdOf, type EventWrite } from '@/server/data/events/identity-events';
import { dismissedAmong } from '@/server/data/notifications/dismissed-events';
import { addHappenings, type MatchedHappening } from '@/server/data/notifications/happenings';
import { rulesOn } from '@/server/data/notifications/rules';
import { peopleAbout } from './people-about';

/**
 * Puts into the outbox what of this the rules wait for, in the transaction in which it comes about: either both are there or
 * neither is. Whom a rule is about is looked up here, as it is at this moment.
 */
export async function noteHappenings(
  accountId: string,
  tx: Transaction,
  happenings: readonly Happening[],
  now: number,
): Promise<void> {
  if (happenings.length === 0) return;
  const kinds = [...new Set(happenings.map(({ subject }): TriggerKind => subject.is))];
  const matched: MatchedHappening[] = [];
  for (const { id: ruleId, trigger, about } of await rulesOn(accountId, tx, kinds)) {
    const wanted = happenings.filter((happening) => matches(trigger, happening));
    if (wanted.length === 0) continue;
    const among = await peopleAbout(
      accountId,
      tx,
      about,
      wanted.flatMap(({ people }) => people ?? []),
      now,
    );
    for (const { key, at, subject, personId, people } of wanted)
      if (about.who === 'everybody' || people === null || people.some((id) => among.has(id)))
        matched.push({ ruleId, key, at, subject, personId });
  }
  await addHappenings(accountId, tx, matched);
}

/**
 * The events that were just written, but for those that are dismissed already or occurred too long ago to be news. What
 * stood before of the same act is named, so that nobody is told twice: its former version, or one under another anchor that
 * ended in the same transaction.
 */
export async function noteEvents(
  accountId: string,
  tx: Transaction,
  writes: readonly EventWrite[],
  ended: readonly StandingEvent[],
  now: number,
): Promise<void> {
  const fresh = writes.filter(({ found }) => isNews(found.candidate.occurredAt, now));
  if (fresh.length === 0 || (await rulesOn(accountId, tx, ['event'])).length === 0) return;
  const ids = fresh.map(({ found }) => eventIdOf(accountId, found));
  const dismissed = await dismissedAmong(accountId, tx, ids);
  await noteHappenings(
    accountId,
    tx,
    fresh.flatMap(({ found, replaces }, index): Happening[] => {
      const id = ids[index] ?? '';
      if (dismissed.has(id)) return [];
      const { personId, candidate } = found;
      const was =
        replaces ??
        ended.find((one) => one.personId === personId && one.candidate.kind === candidate.kind) ??
        null;
      return [
        {
          ...{ key: `event:${id}`, at: now, personId, people: [personId] },
          subject: eventSubject(id, candidate),
          before: was === null ? null : eventSubject(id, was.candidate),
        },
      ];
    }),
    now,
  );
}

function eventSubject(
  eventId: string,
  { kind, outcome, occurredAt }: EventWrite['found']['candidate'],
): Happening['subject'] {
  return { is: 'event', eventId, kind, outcome, occurredAt };
}

/** Somebody's score before and after what changed it, as bands. */
export interface BandMove {
  readonly personId: string;
  readonly from: Band;
  readonly to: Band;
}

/** The people who rose into a band, of those whose score was just reckoned anew. */
export async function noteRises(
  accountId: string,
  tx: Transaction,
  score: 'attack_factor' | 'human_risk',
  moves: readonly BandMove[],
  now: number,
): Promise<void> {
  await noteHappenings(
    accountId,
    tx,
    moves.flatMap(({ personId, from, to }): Happening[] => {
      const subject = riseOf(score, from, to);
      return subject === null
        ? []
        : [
            {
              ...{ key: `band:${score}:${personId}:${subject.band}:${now}`, at: now, subject },
              ...{ personId, people: [personId] },
            },
          ];
    }),
    now,
  );
}
