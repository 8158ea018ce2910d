import type { Transaction } from '@/server/data/database';

/** What a list of audit entries is narrowed to; null where it is not. Instants in epoch milliseconds. */
export interface AuditFilter {
  /** Part of the actor's name, the entity, its id or the address, or of a name or e-mail address in what was before or after. */
  readonly text: string | null;
  /** Ids of what is called so now: whatever was done to these is found as well. */
  readonly named: readonly string[];
  readonly action: string | null;
  readonly from: number | null;
  readonly to: number | null;
}

export interface AuditRow {
  readonly seq: bigint;
  readonly at: Date;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly action: string;
  readonly entity: string;
  readonly entityId: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly address: string | null;
  /** Whom it is about, where the entity is not that person. */
  readonly personId: string | null;
}

/** Entries of an account, newest first, from below a place of its chain on. */
export async function listAuditRows(
  accountId: string,
  tx: Transaction,
  { text, named, action, from, to }: AuditFilter,
  below: bigint | null,
  limit: number,
): Promise<AuditRow[]> {
  const like = text === null ? null : `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const [since, until] = [from, to].map((at) => (at === null ? null : new Date(at)));
  return tx.$queryRaw<AuditRow[]>`
    SELECT "seq", "at", "actorKind", "actorId", "actorName", "action", "entity", "entityId", "before", "after", "address", "personId"
    FROM "audit_entry"
    WHERE "accountId" = ${accountId}::uuid
      AND (${below}::bigint IS NULL OR "seq" < ${below}::bigint)
      AND (${action}::text IS NULL OR "action" = ${action}::text)
      AND (${since}::timestamptz IS NULL OR "at" >= ${since}::timestamptz)
      AND (${until}::timestamptz IS NULL OR "at" < ${until}::timestamptz)
      AND (${like}::text IS NULL OR "actorName" ILIKE ${like}::text OR "entityId" ILIKE ${like}::text
        OR "entity" ILIKE ${like}::text OR "address" ILIKE ${like}::text
        OR "before"->>'name' ILIKE ${like}::text OR "after"->>'name' ILIKE ${like}::text
        OR "before"->>'email' ILIKE ${like}::text OR "after"->>'email' ILIKE ${like}::text
        OR split_part("entityId", '/', 1) = ANY(${[...named]}::text[])
        OR "personId"::text = ANY(${[...named]}::text[]))
    ORDER BY "seq" DESC LIMIT ${limit}`;
}

/** The entry at a place of an account's chain; null where there is none, or none any more. */
export async function findAuditRow(
  accountId: string,
  tx: Transaction,
  seq: bigint,
): Promise<AuditRow | null> {
  const [row] = await tx.$queryRaw<AuditRow[]>`
    SELECT "seq", "at", "actorKind", "actorId", "actorName", "action", "entity", "entityId", "before", "after", "address", "personId"
    FROM "audit_entry" WHERE "accountId" = ${accountId}::uuid AND "seq" = ${seq}::bigint`;
  return row ?? null;
}

/** Every action that the log of an account holds, by name. Found by stepping through the index, however long the log. */
export async function auditActions(accountId: string, tx: Transaction): Promise<string[]> {
  const rows = await tx.$queryRaw<{ action: string }[]>`
    WITH RECURSIVE named AS (
      (SELECT "action" FROM "audit_entry" WHERE "accountId" = ${accountId}::uuid ORDER BY "action" LIMIT 1)
      UNION ALL
      SELECT (SELECT e."action" FROM "audit_entry" e
              WHERE e."accountId" = ${accountId}::uuid AND e."action" > n."action" ORDER BY e."action" LIMIT 1)
      FROM named n WHERE n."action" IS NOT NULL
    )
    SELECT "action" FROM named WHERE "action" IS NOT NULL`;
  return rows.map(({ action }) => action);
}
