import type { Reconciliation, StandingEvent } from '@/domain/detection/reconcile';
import { eventIdOf } from '@/server/data/events/identity-events';

/** The records that events take over from other events of their person, where an act turned out to belong there. */
export function movedEvidence(
  accountId: string,
  { write, standing }: Pick<Reconciliation, 'write'> & { readonly standing: readonly StandingEvent[] },
): { readonly from: string; readonly to: string; readonly signalKey: string }[] {
  return write.flatMap(({ found }) => {
    const to = eventIdOf(accountId, found);
    const others = standing
      .filter(
        ({ id, personId, candidate }) =>
          id !== to && personId === found.personId && candidate.kind === found.candidate.kind,
      )
      .map(({ id, candidate }) => ({
        id,
        keys: new Set(candidate.sources.map(({ signalKey }) => signalKey)),
      }));
    return found.candidate.sources.flatMap(({ signalKey }) =>
      others.filter(({ keys }) => keys.has(signalKey)).map(({ id: from }) => ({ from, to, signalKey })),
    );
  });
}
