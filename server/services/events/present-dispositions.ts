import { type DispositionTimes, stateOf } from '@/domain/dispositions/disposition';
import { subjectWords } from '@/domain/dispositions/words';
import { Refusal } from '@/domain/refusal';
import type { DispositionBrief } from '@/domain/views/disposition';
import type { Transaction } from '@/server/data/database';
import {
  type Decider,
  type DispositionRow,
  dispositionsByIds,
  type ListedDisposition,
} from '@/server/data/events/dispositions';
import { type Actor, memberIdOf } from '@/server/services/actor';

type Named = DispositionRow & { readonly personName: string | null };

/** Who decides, as it is kept. */
export function deciderOf(actor: Actor): Decider {
  if (actor.kind === 'anonymous')
    throw new Refusal('unauthenticated', 'Nobody is signed in. Sign in and try again.');
  return { id: memberIdOf(actor), name: actor.name };
}

/** What a disposition covers, in words. */
export function subjectOf({ scope, kind, network, application, personName }: Named): string {
  return subjectWords({ scope, kind, network, application, person: personName });
}

/** Whether it is this one's decision: the same member, or the same part of Parapet. */
export function isBy({ createdById, createdByName }: DispositionRow, by: Decider): boolean {
  return createdById === by.id && (by.id !== null || createdByName === by.name);
}

/** The times that its state follows from. */
export function timesOf(row: DispositionRow): DispositionTimes {
  return {
    approvedAt: row.approvedAt?.getTime() ?? null,
    undoneAt: row.undoneAt?.getTime() ?? null,
    undoneByAuthor: isBy(row, { id: row.undoneById, name: row.undoneByName ?? '' }),
    expiresAt: row.expiresAt?.getTime() ?? null,
  };
}

/** A decision as it is shown beside what it decides, to somebody. */
export function presentDisposition(row: ListedDisposition, to: Decider, now: number): DispositionBrief {
  return {
    id: row.id,
    verdict: row.verdict,
    scope: row.scope,
    subject: subjectOf(row),
    reason: row.reason,
    state: stateOf(timesOf(row), now),
    by: row.createdByName,
    at: row.createdAt.toISOString(),
    approvedBy: row.approvedByName,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    own: isBy(row, to),
  };
}

/** These dispositions as they are shown to somebody, by id. */
export async function briefsOf(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
  { actor, now }: { readonly actor: Actor; readonly now: number },
): Promise<Map<string, DispositionBrief>> {
  const rows = await dispositionsByIds(accountId, tx, [...new Set(ids)]);
  const to = deciderOf(actor);
  return new Map([...rows].map(([id, row]) => [id, presentDisposition(row, to, now)]));
}
