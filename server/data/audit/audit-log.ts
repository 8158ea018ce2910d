import { createHmac } from 'node:crypto';
import { canonicalJson } from '@/domain/canonical-json';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { toJson } from '@/server/data/json';

export interface AuditEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly action: string;
  readonly entity: string;
  readonly entityId: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly address: string | null;
  /** Whom it is about, for looking it up. */
  readonly personId?: string | null;
  /** The same where it is about many. */
  readonly people?: readonly string[];
}

/** What stands for the hash before the first entry. */
export const GENESIS = Buffer.alloc(32);

/**
 * Adds an entry to the account's chain: each hash covers the one before, so that an edit, a deletion or another
 * order is found. Entries of one account wait for each other until commit. Returns its number.
 */
export async function appendAuditEntry(
  accountId: string,
  tx: Transaction,
  key: Buffer,
  { people = [], ...entry }: AuditEntry,
): Promise<bigint> {
  await holdAuditLogs(tx, [accountId]);
  const last = await tx.auditEntry.findFirst({
    where: { accountId },
    orderBy: { seq: 'desc' },
    select: { seq: true, hash: true },
  });
  const seq = (last?.seq ?? 0n) + 1n;
  const previousHash = last === null ? GENESIS : Buffer.from(last.hash);
  await tx.auditEntry.create({
    data: {
      accountId,
      seq,
      ...entry,
      at: new Date(entry.at),
      before: asJson(entry.before),
      after: asJson(entry.after),
      previousHash: Uint8Array.from(previousHash),
      hash: Uint8Array.from(chainHash(key, accountId, seq, previousHash, entry)),
    },
  });
  if (people.length > 0)
    await tx.$executeRaw`
      INSERT INTO "audit_entry_person" ("accountId", "personId", "seq")
      SELECT ${accountId}::uuid, p, ${seq} FROM unnest(${[...people]}::uuid[]) p`;
  return seq;
}

/** Takes the audit logs of accounts for this transaction. Whoever writes into two takes both at once, so that nobody waits for each other. */
export async function holdAuditLogs(tx: Transaction, accountIds: readonly string[]): Promise<void> {
  for (const accountId of [...accountIds].sort())
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('audit:' || ${accountId}, 0))`;
}

/** An entry as the history of a person shows it. */
export interface PersonEntry {
  readonly seq: bigint;
  readonly at: Date;
  readonly actorName: string;
  readonly action: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Entries about a person under any of their ids, the newest first, from below a place of the chain on; `without` leaves actions out. */
export async function entriesOfPerson(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  {
    without,
    below,
    limit,
  }: { readonly without: readonly string[]; readonly below: bigint | null; readonly limit: number },
): Promise<PersonEntry[]> {
  const ofThem = {
    accountId,
    personId: { in: [...personIds] },
    ...(below !== null && { seq: { lt: below } }),
  };
  const ofMany = await tx.auditEntryPerson.findMany({
    where: ofThem,
    select: { seq: true },
    orderBy: { seq: 'desc' },
    take: limit,
  });
  return tx.auditEntry.findMany({
    where: {
      accountId,
      OR: [ofThem, { seq: { in: ofMany.map(({ seq }) => seq) } }],
      action: { notIn: [...without] },
    },
    select: { seq: true, at: true, actorName: true, action: true, before: true, after: true },
    orderBy: { seq: 'desc' },
    take: limit,
  });
}

/**
 * HMAC-SHA-256 over the previous hash and the entry in a fixed order of fields. `form` 1 is how entries were hashed
 * before they said whom they are about: it stands for those that were written then, and for no new one.
 */
export function chainHash(
  key: Buffer,
  accountId: string,
  seq: bigint,
  previousHash: Buffer,
  entry: AuditEntry,
  form: 1 | 2 = 2,
): Buffer {
  const fields = [
    accountId,
    seq.toString(),
    new Date(entry.at).toISOString(),
    entry.actorKind,
    entry.actorId,
    entry.actorName,
    entry.action,
    entry.entity,
    entry.entityId,
    canonicalJson(entry.before),
    canonicalJson(entry.after),
    entry.address,
    ...(form === 1 ? [] : [entry.personId ?? null]),
  ];
  return createHmac('sha256', key).update(previousHash).update(JSON.stringify(fields)).digest();
}

/**
 * HMAC-SHA-256 over what is left of an entry whose words the entry `by` erased: its first hash, and what it still says. The
 * first one covers words that are gone; this one is by which its time, its actor and its act are still known for true.
 */
export function leftHash(
  key: Buffer,
  accountId: string,
  seq: bigint,
  { hash, by, ...entry }: LeftOfEntry,
): Buffer {
  const fields = [
    accountId,
    seq.toString(),
    by.toString(),
    new Date(entry.at).toISOString(),
    entry.actorKind,
    entry.actorId,
    entry.actorName,
    entry.action,
    entry.entity,
    entry.entityId,
    entry.address,
    entry.personId ?? null,
  ];
  return createHmac('sha256', key).update('left ').update(hash).update(JSON.stringify(fields)).digest();
}

/** What an entry still says when its words are erased, with the hash that it was written with. */
export interface LeftOfEntry extends Omit<AuditEntry, 'before' | 'after' | 'people'> {
  readonly hash: Buffer;
  /** The entry that says that its words are gone. */
  readonly by: bigint;
}

function asJson(value: unknown): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return value === null || value === undefined ? Prisma.DbNull : toJson(value);
}
