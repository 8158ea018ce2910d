import { z } from 'zod';
import { instantSchema } from '@/domain/identifiers';
import { isForAPerson } from '@/domain/integration-status';
import { clampWindow, readableWindow } from '@/domain/polling/readable-window';
import { Refusal } from '@/domain/refusal';
import { listLanes, setLaneGoal, writeLane } from '@/server/data/integrations/lanes';
import { databaseNow, scheduleStream } from '@/server/data/integrations/schedule';
import { interruptStreams } from '@/server/data/integrations/streams';
import { defineOperation } from '@/server/services/operation';
import { streamInput } from './steer-stream';
import { refuseUnlessEnabled, steeredStream } from './steered-integration';

const spanSchema = z.object({ from: z.string(), to: z.string() });

/**
 * Reads a stretch of a stream again, beside the live reading and after it. What is there already stays as it is; what
 * was missed is added and scored. The stretch is cut to what can be read; the answer says to what.
 */
export const repullWindow = defineOperation({
  name: 'repull-window',
  http: { method: 'POST', path: '/api/v1/integrations/:id/streams/:stream/repull' },
  permission: 'integrations:write',
  input: z.object({
    ...streamInput,
    from: instantSchema,
    to: instantSchema,
  }),
  output: spanSchema,
  audit: { entity: 'stream' },
  effect: 'write',
  run: async ({ accountId, tx, audit, announce }, { id, stream, from, to }) => {
    const { integration, row, facts } = await steeredStream(accountId, tx, id, stream);
    const key = { integrationId: id, stream, lane: 'repull' } as const;
    refuseUnlessEnabled(integration, 'then a window can be read again');
    if (facts.holds !== 'records' || facts.paging === 'inbound') {
      throw new Refusal('conflict', `${facts.label} has no windows of time that could be read again.`);
    }
    if (!row.enabled) {
      throw new Refusal('conflict', `${facts.label} is switched off. Switch it on first.`);
    }
    if (isForAPerson(row.errorClass)) {
      throw new Refusal(
        'conflict',
        `${facts.label} waits for a person, as the error on this page says. Mend that first; then ask again.`,
      );
    }
    const asked = { from: Date.parse(from), to: Date.parse(to) };
    if (asked.from >= asked.to) {
      throw Refusal.invalid('to', 'to: the end lies before the beginning. Choose a later end.');
    }
    const at = await databaseNow(tx);
    const readable = readableWindow(
      {
        enabledAt: row.enabledAt.getTime(),
        completeUntil: row.completeUntil?.getTime() ?? null,
        historyLimitMs: facts.historyLimitMs,
        retentionDays: integration.retentionDays,
      },
      at,
    );
    if (readable === null) {
      throw new Refusal(
        'conflict',
        `Nothing of ${facts.label} has been read yet, so there is nothing to read again. Wait for its first run.`,
      );
    }
    const goal = clampWindow(asked, readable);
    if (goal === null) {
      const late = asked.from >= readable.to;
      throw Refusal.invalid(
        late ? 'from' : 'to',
        late
          ? `from: nothing after ${new Date(readable.to).toISOString()} has been read yet; it comes by itself. Choose an earlier beginning.`
          : `to: what lies before ${new Date(readable.from).toISOString()} cannot be read. Choose a later end.`,
      );
    }
    await interruptStreams(
      accountId,
      tx,
      key,
      at,
      'Another window was asked for. What was committed stands.',
    );
    const [lane] = (await listLanes(accountId, tx, key)).filter((row) => row.lane === 'repull');
    if (lane === undefined) throw Refusal.notFound('stream');
    if (lane.goal !== null) {
      throw new Refusal(
        'conflict',
        'A window of this stream is being read again already. Wait for its end, or cancel it first.',
      );
    }
    await setLaneGoal(accountId, tx, key, goal, at);
    await scheduleStream(tx, { accountId, integrationId: id, stream });
    const span = said(goal);
    audit({ entityId: `${id}/${stream}`, after: span });
    announce('integrations');
    return span;
  },
});

/** Ends the reading of a window before its end; what was committed stands. */
export const cancelRepull = defineOperation({
  name: 'cancel-repull',
  http: { method: 'POST', path: '/api/v1/integrations/:id/streams/:stream/repull/cancel' },
  permission: 'integrations:write',
  input: z.object(streamInput),
  output: z.object({ cancelled: z.boolean() }),
  audit: { entity: 'stream' },
  effect: 'write',
  run: async ({ accountId, tx, audit, announce }, { id, stream }) => {
    await steeredStream(accountId, tx, id, stream);
    const key = { integrationId: id, stream, lane: 'repull' } as const;
    const at = await databaseNow(tx);
    await interruptStreams(accountId, tx, key, at, 'The re-pull was cancelled. What was committed stands.');
    const [lane] = (await listLanes(accountId, tx, key)).filter((row) => row.lane === 'repull');
    if (lane === undefined || lane.goal === null) return { cancelled: false };
    await writeLane(accountId, tx, key, {
      goal: null,
      window: null,
      nextOffset: null,
      pageAttempts: 0,
      failures: 0,
      dueAt: null,
      runId: null,
    });
    await scheduleStream(tx, { accountId, integrationId: id, stream });
    audit({ entityId: `${id}/${stream}`, before: said(lane.goal) });
    announce('integrations', 'runs');
    return { cancelled: true };
  },
});

function said({ from, to }: { readonly from: number; readonly to: number }): { from: string; to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
