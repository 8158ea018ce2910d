import { z } from 'zod';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import { eventIdSchema } from '@/domain/identifiers';
import { roleAllows } from '@/domain/permissions';
import { Refusal } from '@/domain/refusal';
import { DAY_MS, instantOf } from '@/domain/scoring/scored-event';
import { eventDetailSchema } from '@/domain/views/person';
import { findEventRow, listEvidenceRows } from '@/server/data/event-list';
import { candidateFromRow } from '@/server/data/event-row';
import { unpackRecord } from '@/server/data/raw-codec';
import { proposalsFor } from '@/server/data/mark-events';
import { currentPolicy } from '@/server/data/scoring-policies';
import { streamLabel, streamName } from '@/server/data/signals';
import { defineOperation } from './operation';
import { briefsOf } from './present-dispositions';
import { presentEvents, settingOf } from './present-events';

/** One identity event with the arithmetic behind its bar and the raw records it rests on. */
export const getEvent = defineOperation({
  name: 'get-event',
  http: { method: 'GET', path: '/api/v1/events/:id' },
  permission: 'people:read',
  input: z.object({ id: eventIdSchema }),
  output: eventDetailSchema,
  audit: {
    none: 'Who opened which raw record is recorded with the viewing log, which comes with the audit page.',
  },
  effect: 'read',
  run: async ({ accountId, actor, tx, now }, { id }) => {
    const row = await findEventRow(accountId, tx, id);
    if (row === null) throw Refusal.notFound('identity event');
    const { number, policy } = await currentPolicy(accountId, tx);
    const [event] = presentEvents([row], await settingOf(accountId, tx, [row], { actor, policy, now }));
    if (event === undefined) throw Refusal.notFound('identity event');
    const candidate = candidateFromRow(row);
    const facts = EVENT_CATALOGUE[candidate.kind];
    const weight = policy.weights[candidate.kind];
    const since = now - instantOf({ ...candidate, receivedAt: row.receivedAt.getTime() });
    const mayOpen = actor.kind !== 'member' || roleAllows(actor.role, 'signals:read');
    // Records of earlier versions are kept as well; those that this version no longer rests on prove nothing of it.
    const keys = new Set(candidate.sources.map((source) => source.signalKey));
    const evidence = (await listEvidenceRows(accountId, tx, id))
      .map((record) => ({ ...record, key: Buffer.from(record.signalKey).toString('hex') }))
      .filter((record) => keys.has(record.key));
    return {
      at: new Date(now).toISOString(),
      event,
      explanation: {
        raisedBy: facts.raisedBy,
        remedy: facts.remedy,
        technique: facts.technique,
        detectorVersion: row.detectorVersion,
        policy: number,
        weight,
        halfLifeDays: policy.halfLifeDays,
        valueNow:
          since < 0 ? 0 : weight * candidate.confidence * 2 ** (-since / DAY_MS / policy.halfLifeDays),
      },
      proposals: [
        ...(await briefsOf(accountId, tx, await proposalsFor(accountId, tx, id), { actor, now })).values(),
      ],
      evidence: evidence.map((record) => ({
        key: record.key,
        stream: streamName(record.stream),
        label: streamLabel(record.stream),
        occurredAt: record.occurredAt.toISOString(),
        sha256: Buffer.from(record.sha256).toString('hex'),
        record: mayOpen ? unpackRecord({ dictionary: record.dictionary, bytes: record.raw }) : null,
      })),
    };
  },
});
