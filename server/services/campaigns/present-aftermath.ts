import { type Aftermath, aftermathOf, AFTERMATH_MS, elsewhere } from '@/domain/campaigns/aftermath';
import { campaignNetworkOf } from '@/domain/campaigns/campaign-network';
import type { AftermathView, EntryAftermathView } from '@/domain/views/aftermath';
import { stepsOf, successesFrom, type Whose } from '@/server/data/campaigns/campaign-signals';
import type { Transaction } from '@/server/data/database';
import type { ListedEvent } from '@/server/data/events/event-list';
import { candidateFromRow } from '@/server/data/events/event-row';
import { personNames } from '@/server/data/people/person-list';

/** Of the same source elsewhere a page names so many people, among so many sign-ins: an office has thousands of both. */
const MOST_ELSEWHERE = 10;
const MOST_SIGN_INS_ELSEWHERE = 1_000;

/** What happened after an approval, as it is shown; null where there was none. */
export function presentAftermath(after: Aftermath | undefined): AftermathView | null {
  if (after === undefined) return null;
  return {
    approvedAt: new Date(after.approvedAt).toISOString(),
    applications: after.applications.map(({ name, firstAt, signIns }) => ({
      name,
      firstAt: new Date(firstAt).toISOString(),
      signIns,
    })),
    steps: after.steps.map(({ eventId, at, what, by }) => ({
      eventId,
      at: new Date(at).toISOString(),
      what,
      by,
    })),
  };
}

/** What happened after an event by which somebody got in: to them, and from the same source elsewhere. */
export async function aftermathOfEvent(
  accountId: string,
  tx: Transaction,
  row: ListedEvent,
): Promise<EntryAftermathView | null> {
  const { personId } = row;
  const at = row.occurredAt.getTime();
  const until = at + AFTERMATH_MS;
  const network = campaignNetworkOf(candidateFromRow(row));
  const from = (whose: Whose, most?: number) =>
    network === null ? [] : successesFrom(accountId, tx, network, at, until, whose, most);
  const own = await from({ only: personId });
  const others = await from({ except: personId }, MOST_SIGN_INS_ELSEWHERE);
  const approvals = [{ personId, at }];
  const after = presentAftermath(
    aftermathOf(approvals, own, await stepsOf(accountId, tx, [personId], at, until))[0],
  );
  if (after === null) return null;
  const people = elsewhere(approvals, others, new Set([personId]));
  const told = people.slice(0, MOST_ELSEWHERE);
  const names = await personNames(
    accountId,
    tx,
    told.map((one) => one.personId),
  );
  return {
    ...after,
    network,
    elsewhere: {
      people: told.map((one) => presentElsewhere(one, names)),
      total: people.length,
      isLeast: others.length === MOST_SIGN_INS_ELSEWHERE,
    },
  };
}

/** Somebody who signed in from the source of an approval. */
export function presentElsewhere(
  { personId, firstAt, applications }: ReturnType<typeof elsewhere>[number],
  names: ReadonlyMap<string, string>,
) {
  return {
    person: { id: personId, name: names.get(personId) ?? '' },
    firstAt: new Date(firstAt).toISOString(),
    applications: [...applications],
  };
}
