import { hash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { MOST_BESIDE } from '@/domain/signal-search/search-time';
import { signalDetailSchema } from '@/domain/views/signal';
import type { Transaction } from '@/server/data/database';
import { accountEventRowsOfSignal } from '@/server/data/events/account-events';
import { eventRowsOfSignal } from '@/server/data/events/event-list';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import { unpackRecord } from '@/server/data/signals/raw-codec';
import {
  type Access,
  findSignal,
  findSignals,
  planEachSearch,
  type PackedSignalRow,
} from '@/server/data/signals/signal-search';
import { presentAccountEvent } from '@/server/services/events/present-account-event';
import { presentEvents, settingOf } from '@/server/services/events/present-events';
import { defineOperation } from '@/server/services/operation';
import { presentSignals } from './present-signal';

const HOUR_MS = 3_600_000;
/** An instant and a key, as lists give them. */
const signalIdSchema = z
  .string()
  .regex(/^\d{1,15}-(?:[0-9a-f]{2}){1,32}$/, 'id: use the id of a record as a search gives it.');

/**
 * One raw record: what was read out of it, the record as it was sent, the events that rest on it, and what else happened
 * within an hour to the same person and from the same address. Who opened it stands in the audit log.
 */
export const getSignal = defineOperation({
  name: 'get-signal',
  http: { method: 'GET', path: '/api/v1/signals/:id' },
  permission: 'signals:read',
  input: z.object({ id: signalIdSchema }),
  output: signalDetailSchema,
  audit: { entity: 'signal' },
  effect: 'read',
  run: async ({ accountId, actor, tx, runtime, now, audit }, { id }) => {
    const [at = '', key = ''] = id.split('-');
    const row = Number(at) > MOST_MS ? null : await findSignal(accountId, tx, Number(at), key);
    if (row === null) throw Refusal.notFound('record');
    await planEachSearch(tx);
    const { policy } = await currentPolicy(accountId, tx);
    const { personId, ip } = row;
    const events = personId === null ? [] : await eventRowsOfSignal(accountId, tx, personId, key);
    const ofPerson =
      personId === null ? NOTHING : await around(accountId, tx, row, { by: 'people', ids: [personId] });
    const fromAddress =
      ip === null ? NOTHING : await around(accountId, tx, row, { by: 'network', network: ip });
    const presenting = { accountId, tx, runtime };
    const [signal] = await presentSignals(presenting, [row]);
    if (signal === undefined) throw Refusal.notFound('record');
    const record = unpackRecord({ dictionary: row.dictionary, bytes: row.raw });
    audit({
      entityId: id,
      after: { stream: signal.stream.id, personId, occurredAt: signal.occurredAt },
      personId,
    });
    return {
      signal,
      sha256: hash('sha256', record),
      record,
      events: presentEvents(events, await settingOf(accountId, tx, events, { actor, policy, now })),
      accountEvents: (await accountEventRowsOfSignal(accountId, tx, key)).map(presentAccountEvent),
      around: {
        from: new Date(row.occurredAt.getTime() - HOUR_MS).toISOString(),
        to: new Date(row.occurredAt.getTime() + HOUR_MS).toISOString(),
        person: { ...ofPerson, signals: await presentSignals(presenting, ofPerson.signals) },
        address: { ...fromAddress, signals: await presentSignals(presenting, fromAddress.signals) },
      },
    };
  },
});

/** As far as an instant can be stored. */
const MOST_MS = Date.UTC(9999, 11, 31);

/** What is shown around a record, and whether there is more of it within the hour. */
interface Beside {
  readonly signals: readonly PackedSignalRow[];
  readonly more: boolean;
}
const NOTHING: Beside = { signals: [], more: false };

/** Signals by an index within an hour of one, the nearest before and after it; oldest first, without itself. */
async function around(
  accountId: string,
  tx: Transaction,
  { occurredAt, key }: PackedSignalRow,
  access: Access,
): Promise<Beside> {
  const at = occurredAt.getTime();
  const query = { access, conditions: [], from: at - HOUR_MS, to: at + HOUR_MS };
  const before = await findSignals(accountId, tx, query, { at, key, toward: 'older' }, MOST_BESIDE + 1);
  const after = await findSignals(accountId, tx, query, { at, key, toward: 'newer' }, MOST_BESIDE + 1);
  return {
    signals: [...before.slice(0, MOST_BESIDE).reverse(), ...after.slice(0, MOST_BESIDE)],
    more: before.length > MOST_BESIDE || after.length > MOST_BESIDE,
  };
}
