import { isPolicyDenial } from '@/domain/access-policy';
import { addCampaignsDueOf } from '@/server/data/campaigns/campaign-due';
import { PARTS_OF_PROFILE } from '@/server/data/audit/viewings';
import type { Transaction } from '@/server/data/database';
import { countEvents } from '@/server/data/events/event-counters';
import { VALUE_COLUMNS } from '@/server/data/signals/signal-values';
import type { ErasedRecord } from './erasures';
import type { ToStandIn } from './stand-ins';

/** What is held on somebody, in counts. */
export interface PersonHoldings {
  readonly records: number;
  /** Those that stand. */
  readonly events: number;
  /** Versions of events that were replaced or taken back; they are kept, so that any past moment can be shown. */
  readonly earlier: number;
  readonly decisions: number;
  /** What members wrote: notes and next steps. */
  readonly notes: number;
  /** Days of the human risk score. */
  readonly days: number;
  /** What the directory says of them and their devices, now and before. */
  readonly entries: number;
}

/** Counts what is held on somebody. */
export async function holdingsOfPerson(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<PersonHoldings> {
  const ids = [...personIds];
  const where = { accountId, personId: { in: ids } };
  const records = await tx.signal.count({ where });
  const events = await tx.identityEvent.count({ where: { ...where, retractedAt: null } });
  const earlier = await tx.identityEvent.count({ where: { ...where, retractedAt: { not: null } } });
  const decisions = await tx.disposition.count({ where });
  const notes = (await tx.personNote.count({ where })) + (await tx.personStep.count({ where }));
  const days = await tx.humanRiskDay.count({ where });
  const entries = (await tx.directoryObject.count({ where })) + (await tx.directoryChange.count({ where }));
  return { records, events, earlier, decisions, notes, days, entries };
}

interface GoneRow {
  readonly key: string;
  readonly occurredAt: Date;
  readonly integrationId: string;
  readonly stream: number;
  readonly result: string | null;
  readonly reason: string | null;
  readonly factor: string | null;
  readonly application: string | null;
  readonly country: string | null;
  readonly action: string | null;
  readonly actor: string | null;
  readonly username: string | null;
}

/**
 * Removes the raw records of somebody, and those of their names before the vendor knew them, from what is stored and from
 * what counts it. Returns what went.
 */
export async function removeRecords(
  accountId: string,
  tx: Transaction,
  { personIds, names, integrationIds }: ToStandIn,
): Promise<ErasedRecord[]> {
  const own = await tx.$queryRaw<GoneRow[]>`
    DELETE FROM "signal" WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${[...personIds]}::uuid[])
    RETURNING encode("signalKey", 'hex') AS key, "occurredAt", "integrationId"::text, "stream", "result", "reason", "factor",
      "application", "country", "action", "actor", "username"`;
  const unknown = await tx.$queryRaw<GoneRow[]>`
    DELETE FROM "signal" WHERE "accountId" = ${accountId}::uuid AND "personId" IS NULL
      AND "integrationId" = ANY(${[...integrationIds]}::uuid[]) AND lower("username") = ANY(${[...names]})
    RETURNING encode("signalKey", 'hex') AS key, "occurredAt", "integrationId"::text, "stream", "result", "reason", "factor",
      "application", "country", "action", "actor", "username"`;
  const gone = [...own, ...unknown];
  await uncountSignals(accountId, tx, gone);
  await uncountValues(accountId, tx, gone);
  await uncountDenials(accountId, tx, gone);
  return gone.map(({ key, occurredAt, integrationId, stream }) => ({
    signalKey: key,
    occurredAt: occurredAt.getTime(),
    integrationId,
    stream,
  }));
}

const QUARTER_MS = 900_000;

function bucketOf({ occurredAt }: GoneRow): string {
  return new Date(Math.floor(occurredAt.getTime() / QUARTER_MS) * QUARTER_MS).toISOString();
}

/** Counts rows by what is equal in them. */
function tally<T extends object>(rows: readonly T[]): (T & { by: number })[] {
  const counts = new Map<string, T & { by: number }>();
  for (const row of rows) {
    const key = JSON.stringify(row);
    const count = counts.get(key);
    if (count === undefined) counts.set(key, { ...row, by: 1 });
    else count.by += 1;
  }
  return [...counts.values()];
}

async function uncountSignals(accountId: string, tx: Transaction, gone: readonly GoneRow[]): Promise<void> {
  const rows = tally(
    gone.map((row) => ({
      bucket: bucketOf(row),
      integrationId: row.integrationId,
      stream: row.stream,
      result: row.result ?? 'other',
    })),
  );
  await tx.$executeRaw`
    UPDATE "signal_counter" c SET "signals" = greatest(c."signals" - r."by", 0)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("bucket" timestamptz, "integrationId" uuid, "stream" smallint, "result" text, "by" int)
    WHERE c."accountId" = ${accountId}::uuid AND c."integrationId" = r."integrationId" AND c."bucket" = r."bucket"
      AND c."stream" = r."stream" AND c."result" = r."result"`;
  await tx.signalCounter.deleteMany({ where: { accountId, signals: 0 } });
}

/** What only they said is said by nobody any more, their name as an actor among it. */
async function uncountValues(accountId: string, tx: Transaction, gone: readonly GoneRow[]): Promise<void> {
  const rows = tally(
    gone.flatMap((row) => {
      const { integrationId, stream } = row;
      const day = Math.floor(row.occurredAt.getTime() / 86_400_000);
      const of = { integrationId, stream, day };
      return [
        { ...of, field: 'all', value: '' },
        ...VALUE_COLUMNS.flatMap((field) => {
          const value = row[field];
          return value === null ? [] : [{ ...of, field, value }];
        }),
      ];
    }),
  );
  await tx.$executeRaw`
    UPDATE "signal_value" v SET "signals" = greatest(v."signals" - r."by", 0)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("integrationId" uuid, "stream" smallint, "day" int, "field" text, "value" text, "by" int)
    WHERE v."accountId" = ${accountId}::uuid AND v."field" = r."field" AND v."value" = r."value" AND v."day" = r."day"
      AND v."integrationId" = r."integrationId" AND v."stream" = r."stream"`;
  await tx.signalValue.deleteMany({ where: { accountId, signals: 0 } });
}

async function uncountDenials(accountId: string, tx: Transaction, gone: readonly GoneRow[]): Promise<void> {
  const rows = tally(
    gone.flatMap((row) =>
      isPolicyDenial(row.result, row.reason)
        ? [
            {
              bucket: bucketOf(row),
              integrationId: row.integrationId,
              reason: row.reason,
              application: row.application ?? '',
            },
          ]
        : [],
    ),
  );
  await tx.$executeRaw`
    UPDATE "access_denial_counter" c SET "denials" = greatest(c."denials" - r."by", 0)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("bucket" timestamptz, "integrationId" uuid, "reason" text, "application" text, "by" int)
    WHERE c."accountId" = ${accountId}::uuid AND c."integrationId" = r."integrationId" AND c."bucket" = r."bucket"
      AND c."reason" = r."reason" AND c."application" = r."application"`;
  await tx.accessDenialCounter.deleteMany({ where: { accountId, denials: 0 } });
}

/** Removes the events of somebody in all their versions, with evidence, decisions and what counts them. How many stood. */
export async function removeEvents(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<number> {
  await addCampaignsDueOf(accountId, tx, { people: personIds });
  const gone = await tx.$queryRaw<
    {
      id: string;
      kind: string;
      occurredAt: Date;
      integrationId: string;
      stood: boolean;
      counted: boolean;
    }[]
  >`
    DELETE FROM "identity_event"
    WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${[...personIds]}::uuid[])
    RETURNING "id"::text, "kind", "occurredAt", "integrationId"::text, "retractedAt" IS NULL AS stood,
      "retractedAt" IS NULL AND coalesce("disposition", 'confirmed') = 'confirmed' AS counted`;
  const ids = [...new Set(gone.map(({ id }) => id))];
  await tx.evidence.deleteMany({ where: { accountId, eventId: { in: ids } } });
  await tx.disposition.deleteMany({ where: { accountId, eventId: { in: ids } } });
  await countEvents(
    accountId,
    tx,
    gone
      .filter(({ counted }) => counted)
      .map(({ kind, occurredAt, integrationId }) => ({
        ...{ kind, occurredAt: occurredAt.getTime(), integrationId },
        by: -1,
      })),
  );
  return gone.filter(({ stood }) => stood).length;
}

/**
 * Removes what the directory says of somebody, now and before. Their devices stay as nobody's: what others use is compared
 * with all that is in use.
 */
export async function removeDirectory(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  keys: readonly string[],
): Promise<void> {
  const ids = [...personIds];
  await tx.directoryObject.deleteMany({ where: { accountId, personId: { in: ids }, part: 'users' } });
  await tx.$executeRaw`
    UPDATE "directory_object" SET "personId" = NULL, "name" = NULL, "facts" = "facts" || CASE "part"
      WHEN 'phones' THEN '{"name": null, "userIds": [], "numberEnding": null}'::jsonb
      ELSE '{"name": null, "username": null, "email": null}'::jsonb END
    WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${ids}::uuid[])`;
  await tx.$executeRaw`
    UPDATE "directory_object" SET "facts" = jsonb_set("facts", '{userIds}', ("facts"->'userIds') - ${[...keys]}::text[])
    WHERE "accountId" = ${accountId}::uuid AND "part" = 'phones' AND "facts"->'userIds' ?| ${[...keys]}::text[]`;
  await tx.directoryChange.deleteMany({ where: { accountId, personId: { in: ids } } });
}

/** Takes somebody off the list of whose score is due, before they are locked: whoever reckons it would wait for us, and we for them. */
export async function leaveScoring(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<void> {
  await tx.humanRiskDue.deleteMany({ where: { accountId, personId: { in: [...personIds] } } });
}

/** Under which subjects viewings of a person are kept. */
const VIEWED = ['person', ...PARTS_OF_PROFILE] as const;

/** Removes the person themselves, and with them all that names them by their id. */
export async function removePerson(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<void> {
  const ids = [...personIds];
  await tx.detectionDue.deleteMany({ where: { accountId, subject: 'person', name: { in: ids } } });
  await tx.viewing.deleteMany({
    where: { accountId, subject: { in: ids.flatMap((id) => VIEWED.map((what) => `${what}:${id}`)) } },
  });
  await tx.person.deleteMany({ where: { accountId, id: { in: ids } } });
}
