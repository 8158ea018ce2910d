import { isPolicyDenial } from '@/domain/access-policy';
import { factorUse } from '@/domain/human-risk/factor-use';
import type { FetchedRecord } from '@/server/connectors/connector';
import type { Transaction } from '@/server/data/database';
import { markHumanRiskDue } from '@/server/data/scoring/human-risk-due';
import {
  attackTraces,
  newerFactorUses,
  type PersonFactorUse,
  putFactorUses,
} from '@/server/data/scoring/person-factors';
import { countDenials } from '@/server/data/signals/access-denials';

/** A record that was new, with the key of its signal in hex and whose it is. */
export interface NewRecord {
  readonly signalKey: string;
  readonly personId: string | null;
  readonly fetched: Pick<FetchedRecord, 'occurredAt' | 'columns' | 'record'>;
}

/**
 * What new sign-ins say beside the events that they raise: which factors people use, and whom the access policy stopped.
 * Runs after the events of the page were written: what belongs to one of them says nothing of the person.
 */
export async function followSignIns(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  records: readonly NewRecord[],
): Promise<void> {
  const signIns = records.filter(({ fetched }) => fetched.record.kind === 'authentication');
  await countDenials(
    accountId,
    tx,
    integrationId,
    signIns.flatMap(({ fetched: { occurredAt, columns } }) =>
      isPolicyDenial(columns.result, columns.reason)
        ? { occurredAt, reason: columns.reason, application: columns.application }
        : [],
    ),
  );
  const own = new Map<string, Parameters<typeof factorUse>[0][number][]>();
  for (const { personId, signalKey, fetched } of signIns) {
    const { result, factor, txid } = fetched.columns;
    if (personId === null || result !== 'success' || factor === null) continue;
    const anchor = txid === null ? null : `tx:${integrationId}:${txid}`;
    const signIn = { signalKey, anchor, factor, succeeded: true, occurredAt: fetched.occurredAt };
    own.set(personId, [...(own.get(personId) ?? []), signIn]);
  }
  const news = await newerFactorUses(accountId, tx, integrationId, usesOf(own, new Map()));
  if (news.length === 0) return;
  // Looked at only now: on most pages everybody's factor was seen before on the same day.
  const people = new Set(news.map(({ personId }) => personId));
  const traces = await attackTraces(accountId, tx, [...people]);
  const shown = usesOf(new Map([...own].filter(([personId]) => people.has(personId))), traces);
  const kept = await newerFactorUses(accountId, tx, integrationId, shown);
  // In the order in which the scores are reckoned: taken off the list, then factors. They would wait for each other.
  await markHumanRiskDue(
    accountId,
    tx,
    kept.map(({ personId }) => personId),
  );
  await putFactorUses(accountId, tx, integrationId, kept);
}

function usesOf(
  signIns: ReadonlyMap<string, Parameters<typeof factorUse>[0]>,
  traces: Awaited<ReturnType<typeof attackTraces>>,
): PersonFactorUse[] {
  return [...signIns].flatMap(([personId, own]) =>
    factorUse(own, traces.get(personId) ?? []).map((use) => ({ personId, ...use })),
  );
}
