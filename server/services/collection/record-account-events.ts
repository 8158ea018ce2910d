import type { DetectableSignal } from '@/domain/detection/detect-record';
import { detectSystemAct } from '@/domain/detection/high-risk-system-event';
import { joinRuns } from '@/domain/detection/system-runs';
import { type Happening, isNews } from '@/domain/notifications/happening';
import type { Transaction } from '@/server/data/database';
import { accountEventIdOf, runsAround, writeRuns } from '@/server/data/events/account-events';
import { insertEvidence } from '@/server/data/events/identity-events';
import { noteHappenings } from '@/server/services/notifications/note-happenings';

/** A new signal with the raw record it came from, whether or not it is about a person. */
interface AccountSignal {
  readonly signal: DetectableSignal;
  readonly text: string;
}

/**
 * The events of the account that new signals of a stream raise or complete, with their evidence. Records of one act come
 * by two logs, in any order: they are joined with what stands. Says whether anything changed.
 */
export async function recordAccountEvents(
  accountId: string,
  tx: Transaction,
  { integrationId, stream, now }: { integrationId: string; stream: string; now: number },
  signals: readonly AccountSignal[],
): Promise<boolean> {
  const acts = signals.flatMap(({ signal: { signalKey, record } }) =>
    record.kind === 'activity' || record.kind === 'administrator'
      ? (detectSystemAct({ signalKey, record }) ?? [])
      : [],
  );
  if (acts.length === 0) return false;
  const around = await runsAround(accountId, tx, integrationId, acts);
  const { write, superseded } = joinRuns(around, acts);
  if (write.length === 0) return false;
  const runs = write.map((run) => ({
    ...run,
    id: run.id ?? accountEventIdOf(accountId, integrationId, run),
  }));
  const ended = superseded.map(({ id, into }) => ({ id, into: runs[into]?.id ?? id }));
  await writeRuns(accountId, tx, integrationId, runs, ended, now);
  const texts = new Map(signals.map(({ signal, text }) => [signal.signalKey, text]));
  await insertEvidence(
    accountId,
    tx,
    runs.flatMap(({ id: eventId, sources }) =>
      sources.flatMap(({ signalKey, occurredAt }) => {
        const text = texts.get(signalKey);
        return text === undefined ? [] : [{ eventId, signalKey, stream, occurredAt, text }];
      }),
    ),
  );
  const told = new Set(around.filter(({ raised }) => raised).map(({ id }) => id));
  await noteHappenings(
    accountId,
    tx,
    runs
      .filter((run) => run.raised && !told.has(run.id) && isNews(run.occurredAt, now))
      .map(({ id, rule, occurredAt }): Happening => ({
        ...{ key: `system:${id}`, at: now, personId: null, people: null },
        subject: { is: 'system', eventId: id, rule, occurredAt },
      })),
    now,
  );
  return true;
}
