import { parseEventKind } from '@/domain/event-catalogue';
import type { Criticality } from '@/domain/scoring/policy';
import type { ScoredEvent } from '@/domain/scoring/scored-event';
import { criticalitySchema } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import { NOT_DISMISSED } from '@/server/data/detection/mark-events';

/** Somebody with all that scoring needs of them. */
export interface ReplayedPerson {
  readonly id: string;
  readonly criticality: Criticality;
  readonly events: readonly ScoredEvent[];
}

/** Before every person's id, which are random. */
const BEFORE_EVERYBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Everybody after a person, in the order of ids, with the events that count: those of `scoredEventsOf`, without what
 * only pages need. A million of them are read in seconds: the events of a person come as one text, a line each.
 */
export async function replayedPeople(
  accountId: string,
  tx: Transaction,
  after: string | null,
  limit: number,
): Promise<ReplayedPerson[]> {
  const rows = await tx.$queryRaw<{ id: string; criticality: string; events: string | null }[]>`
    SELECT p."id"::text AS id, p."criticality", e."events" FROM (
      SELECT "id", "criticality" FROM "person"
      WHERE "accountId" = ${accountId}::uuid AND "id" > ${after ?? BEFORE_EVERYBODY}::uuid
      ORDER BY "id" LIMIT ${limit}
    ) p
    CROSS JOIN LATERAL (
      SELECT string_agg(e."kind" || ' ' || (date_part('epoch', e."occurredAt") * 1000)::bigint || ' '
        || (date_part('epoch', e."receivedAt") * 1000)::bigint || ' ' || e."confidence", ${LINE}) AS events
      FROM "identity_event" e
      WHERE e."accountId" = ${accountId}::uuid AND e."personId" = p."id" AND e."retractedAt" IS NULL
        AND ${NOT_DISMISSED}
    ) e
    ORDER BY p."id"`;
  return rows.map(({ id, criticality, events }) => ({
    id,
    criticality: criticalitySchema.parse(criticality),
    events: events === null ? [] : events.split(LINE).map((line) => eventOf(id, line)),
  }));
}

const LINE = '\n';

function eventOf(personId: string, line: string): ScoredEvent {
  const [kindWord = '', occurredAt, receivedAt, confidence] = line.split(' ');
  const kind = parseEventKind(kindWord);
  if (kind === null) throw new Error(`A stored event of ${personId} has the unknown kind ${kindWord}.`);
  return {
    kind,
    occurredAt: Number(occurredAt),
    receivedAt: Number(receivedAt),
    confidence: Number(confidence),
  };
}
