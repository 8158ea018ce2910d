import type { SignalRow } from '@/domain/views/signal';
import type { Transaction } from '@/server/data/database';
import { integrationNames } from '@/server/data/integrations/integrations';
import { personNames } from '@/server/data/people/person-list';
import type { PackedSignalRow, SignalRowData } from '@/server/data/signals/signal-search';
import { streamLabel, streamName } from '@/server/data/signals/signals';
import type { Runtime } from '@/server/services/runtime';
import { shownDevicesIn } from './signal-devices';

/** Where a signal is opened: its instant in epoch milliseconds, and its key. */
export function signalIdOf({ occurredAt, key }: Pick<SignalRowData, 'occurredAt' | 'key'>): string {
  return `${occurredAt.getTime()}-${key}`;
}

/** Signals as lists show them, in their order. */
export async function presentSignals(
  { accountId, tx, runtime }: { accountId: string; tx: Transaction; runtime: Runtime },
  rows: readonly PackedSignalRow[],
): Promise<SignalRow[]> {
  const people = await personNames(accountId, tx, [
    ...new Set(rows.flatMap(({ personId }) => personId ?? [])),
  ]);
  const integrations = await integrationNames(accountId, tx);
  return rows.map((row) => ({
    id: signalIdOf(row),
    occurredAt: row.occurredAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    stream: { id: streamName(row.stream), label: streamLabel(row.stream) },
    integration: {
      id: row.integrationId,
      name: integrations.get(row.integrationId) ?? 'a deleted integration',
    },
    person:
      row.personId === null
        ? null
        : { id: row.personId, name: people.get(row.personId) ?? 'somebody unknown' },
    username: row.username,
    result: row.result,
    reason: row.reason,
    factor: row.factor,
    application: row.application,
    devices: shownDevicesIn(runtime, row),
    ip: row.ip,
    country: row.country,
    trustLevel: row.trustLevel,
    action: row.action,
    actor: row.actor,
    txid: row.txid,
    backfill: row.backfill === true,
  }));
}
