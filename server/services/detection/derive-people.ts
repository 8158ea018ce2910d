import type { Candidate } from '@/domain/detection/candidate';
import { detectPerson } from '@/domain/detection/derived/detect-person';
import type { PersonSignal } from '@/domain/detection/derived/sighting';
import { reconcileDerived } from '@/domain/detection/derived/with-derived';
import { verdictOf } from '@/domain/detection/merge-candidates';
import type { StandingEvent } from '@/domain/detection/reconcile';
import type { Transaction } from '@/server/data/database';
import type { DetectionDue } from '@/server/data/detection/detection-due';
import { type StoredHabits, storeHabits } from '@/server/data/detection/person-habits';
import { copyEvidence, type EventWrite, writeEvents } from '@/server/data/events/identity-events';
import { keepSignIns } from '@/server/services/collection/store-events';
import { type Deriving, personHistories } from '@/server/services/people/person-histories';
import { movedEvidence } from './moved-evidence';
import { planLooks } from './plan-looks';

/** What a look at people changed. */
export interface Derived {
  /** Of whom an event was written or ended. */
  readonly changed: readonly string[];
  readonly writes: readonly EventWrite[];
  readonly ended: readonly StandingEvent[];
}

/** The derived events of people whom this transaction has locked, from where they are due on, with their habits. */
export async function derivePeople(
  deriving: Deriving,
  tx: Transaction,
  due: readonly DetectionDue[],
): Promise<Derived> {
  if (due.length === 0) return { changed: [], writes: [], ended: [] };
  const { accountId, runtime } = deriving;
  const now = runtime.now();
  const changed: string[] = [];
  const written: EventWrite[] = [];
  const ended: StandingEvent[] = [];
  const habits: StoredHabits[] = [];
  const wanted = new Map(due.map(({ name, from }) => [name, from]));
  const looks = await planLooks(accountId, tx, deriving.settings, wanted);
  for (const { history, from, standing } of await personHistories(deriving, tx, looks)) {
    const { personId } = history;
    const found = detectPerson(history);
    habits.push({ personId, habits: found.habits, learnFrom: found.learnFrom });
    const { write, retract } = reconcileDerived(personId, found.candidates, standing, from, found.sightings);
    if (write.length + retract.length === 0) continue;
    changed.push(personId);
    const writes = write.map((one): EventWrite => ({
      ...one,
      integrationId:
        one.replaces?.integrationId ?? integrationOf(one.found.candidate, history.signals, standing),
      verdict: verdictOf(one.found.candidate.sources),
      receivedAt: now,
    }));
    await writeEvents(accountId, tx, writes, retract, now);
    written.push(...writes);
    ended.push(...retract);
    await keepSignIns(accountId, tx, personId, writes);
    await copyEvidence(accountId, tx, movedEvidence(accountId, { write, standing }));
  }
  await storeHabits(accountId, tx, habits);
  return { changed, writes: written, ended };
}

/** The integration that read the first record of the event, or had it in an event that let go of it. */
function integrationOf(
  { sources }: Candidate,
  signals: readonly PersonSignal[],
  standing: readonly StandingEvent[],
): string {
  const keys = new Set(sources.map(({ signalKey }) => signalKey));
  const read =
    signals.find(({ signalKey }) => keys.has(signalKey)) ??
    standing.find(({ candidate }) => candidate.sources.some(({ signalKey }) => keys.has(signalKey)));
  if (read === undefined) throw new Error('A derived event rests on no stored record.');
  return read.integrationId;
}
