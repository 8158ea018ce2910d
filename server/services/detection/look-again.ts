import type { Transaction } from '@/server/data/database';
import {
  type DetectionDue,
  type DueSubject,
  holdNetworks,
  listDue,
  markTried,
  nextTried,
  takeDue,
} from '@/server/data/detection/detection-due';
import { settingsHistory } from '@/server/data/detection/detector-settings';
import { shareDecisions } from '@/server/data/events/decision-lock';
import { lockPeople } from '@/server/data/people/merge-people';
import type { LiveTopic } from '@/domain/live-topics';
import { noteEvents } from '@/server/services/notifications/note-happenings';
import { rescoreAttacked } from '@/server/services/notifications/rescore-attacked';
import type { Runtime } from '@/server/services/runtime';
import { derivePeople } from './derive-people';
import { deriveSource } from './derive-source';
import { fitting, planLooks } from './plan-looks';

/** Looked at in one transaction at most; of people fewer, where their records would not fit into memory together. */
const AT_ONCE: Readonly<Record<DueSubject, number>> = { network: 20, person: 40 };

export interface Looking {
  readonly accountId: string;
  readonly runtime: Runtime;
  readonly transaction: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
  readonly announce: (...topics: LiveTopic[]) => void;
}

/** How many were looked at, and whether as many are due still. */
export interface LookedAt {
  readonly done: number;
  readonly more: boolean;
}

/**
 * Looks at the next of what is due and was not tried yet, or at one by itself that was tried in vain: what ends a worker
 * ends only itself then, and after some times nobody any more.
 */
export function lookAtNext(looking: Looking, subject: DueSubject, which: 'new' | 'tried'): Promise<LookedAt> {
  return oneAtATime(looking.runtime, async () => {
    const { names, more } = await looking.transaction((tx) => begin(looking, tx, subject, which));
    if (names.length > 0)
      await looking.transaction((tx) =>
        subject === 'network' ? lookAtNetworks(looking, tx, names) : lookAtPeople(looking, tx, names),
      );
    return { done: names.length, more };
  });
}

const looks = new WeakMap<Runtime, Promise<unknown>>();

/** A process has one look in hand: what it reads has to fit into memory beside everything else. */
function oneAtATime<T>(runtime: Runtime, work: () => Promise<T>): Promise<T> {
  const own = (looks.get(runtime) ?? Promise.resolve()).then(work);
  looks.set(
    runtime,
    own.catch(() => undefined),
  );
  return own;
}

/** Chooses what is looked at next, and puts down that it is. */
async function begin(
  { accountId, runtime }: Looking,
  tx: Transaction,
  subject: DueSubject,
  which: 'new' | 'tried',
): Promise<{ names: string[]; more: boolean }> {
  const now = runtime.now();
  const most = AT_ONCE[subject];
  const tried = which === 'tried' ? await nextTried(accountId, tx, subject, now) : null;
  const due =
    which === 'tried' ? (tried === null ? [] : [tried]) : await listDue(accountId, tx, subject, most);
  const names = subject === 'network' ? due.map(({ name }) => name) : await fittingOf(accountId, tx, due);
  const marked = await markTried(accountId, tx, subject, names, now);
  for (const { name, isLast } of marked)
    if (isLast)
      runtime.log.error(
        { accountId, subject, name, attempts: tried?.attempts },
        'detection: looking at this failed or ended a worker each time; unless it succeeds now, it is set aside for a day',
      );
  const isAny = marked.length > 0;
  const isMore = which === 'tried' || due.length === most || names.length < due.length;
  return { names: marked.map(({ name }) => name), more: isAny && isMore };
}

async function fittingOf(
  accountId: string,
  tx: Transaction,
  due: readonly DetectionDue[],
): Promise<string[]> {
  if (due.length === 0) return [];
  const settings = await settingsHistory(accountId, tx);
  const wanted = new Map(due.map(({ name, from }) => [name, from]));
  return fitting(await planLooks(accountId, tx, settings, wanted)).map(({ personId }) => personId);
}

async function lookAtNetworks(
  { accountId, runtime }: Looking,
  tx: Transaction,
  names: readonly string[],
): Promise<void> {
  await holdNetworks(accountId, tx);
  const due = await takeDue(accountId, tx, 'network', names);
  const settings = await settingsHistory(accountId, tx);
  for (const network of due) await deriveSource({ accountId, runtime, settings }, tx, network);
}

async function lookAtPeople(
  { accountId, runtime, announce }: Looking,
  tx: Transaction,
  names: readonly string[],
): Promise<void> {
  await shareDecisions(accountId, tx);
  const locked = await lockPeople(accountId, tx, names);
  const due = await takeDue(accountId, tx, 'person', names);
  // Who was merged away meanwhile is looked at as the person they became.
  const { changed, writes, ended } = await derivePeople(
    { accountId, runtime, settings: await settingsHistory(accountId, tx) },
    tx,
    due.filter(({ name }) => locked.has(name)),
  );
  const now = runtime.now();
  const attacked = writes.map(({ found }) => found.personId);
  await rescoreAttacked(accountId, tx, changed, { attacked, now });
  await noteEvents(accountId, tx, writes, ended, now);
  if (changed.length > 0) announce('events', 'people');
}
