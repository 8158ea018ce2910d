import type pg from 'pg';
import { z } from 'zod';
import { type AuditEntry, chainHash, GENESIS } from './audit-log';
import type { Transaction } from './database';

/** Where an audit log ends. */
export interface AuditHead {
  readonly seq: bigint;
  readonly hash: Buffer;
}

/** Where the audit log of an account ends; null before its first entry. */
export async function auditHead(accountId: string, tx: Transaction): Promise<AuditHead | null> {
  const row = await tx.auditEntry.findFirst({
    where: { accountId },
    orderBy: { seq: 'desc' },
    select: { seq: true, hash: true },
  });
  return row === null ? null : { seq: row.seq, hash: Buffer.from(row.hash) };
}

/**
 * What is wrong at a place of a chain. `missing`: entries before it are gone. `altered`: it does not say what it said.
 * `moved`: it stood behind another entry. `unknown`: the copy outside the database knows another one here. `cut`: the
 * copy knows one here and the log ends before.
 */
export interface ChainFault {
  readonly seq: bigint;
  readonly what: 'missing' | 'altered' | 'moved' | 'unknown' | 'cut';
}

interface Row extends AuditEntry {
  readonly seq: string;
  readonly erasedBy: string | null;
  readonly previousHash: Buffer;
  readonly hash: Buffer;
}

/** The one act that takes words out of the log. */
const ERASING = 'erase-person';
const erasedBySchema = z.object({ entries: z.array(z.number().int()) });

/** The present one first. */
const FORMS = [2, 1] as const;
const BATCH = 5_000;
/** As many as a person looks through; after them the rest is only counted. */
const MOST_FAULTS = 100;

/**
 * Reckons the whole chain of an account anew. `client` sees the rows of the account; `keys` are those that may have
 * signed it, the present one first; `anchors` the hashes that the copy outside the database has, by place.
 */
export async function verifyChain(
  accountId: string,
  client: pg.Client,
  keys: readonly Buffer[],
  anchors: ReadonlyMap<bigint, Buffer>,
): Promise<{ entries: number; faults: ChainFault[]; faulty: number }> {
  const faults: ChainFault[] = [];
  let faulty = 0;
  const blame = (seq: bigint, what: ChainFault['what']): void => {
    faulty += 1;
    if (faults.length < MOST_FAULTS) faults.push({ seq, what });
  };
  const owed = new OwedWords();
  let entries = 0;
  let last: AuditHead = { seq: 0n, hash: GENESIS };
  let coming: Promise<Row[]> | null = batchAfter(accountId, client, last.seq);
  while (coming !== null) {
    const rows: Row[] = await coming;
    const end = rows.at(-1);
    // PostgreSQL gets the next ones ready meanwhile.
    coming = end === undefined || rows.length < BATCH ? null : batchAfter(accountId, client, BigInt(end.seq));
    for (const row of rows) {
      const seq = BigInt(row.seq);
      if (seq !== last.seq + 1n) blame(seq, 'missing');
      else if (!row.previousHash.equals(last.hash)) blame(seq, 'moved');
      const whole = isWhole(accountId, seq, row, keys);
      if (row.erasedBy !== null) owed.put(BigInt(row.erasedBy), seq);
      else if (!whole) blame(seq, 'altered');
      else for (const unsaid of owed.settle(seq, row)) blame(unsaid, 'altered');
      const anchor = anchors.get(seq);
      if (anchor !== undefined && !anchor.equals(row.hash)) blame(seq, 'unknown');
      last = { seq, hash: row.hash };
    }
    entries += rows.length;
  }
  for (const unsaid of owed.rest()) blame(unsaid, 'altered');
  const known = [...anchors.keys()].reduce((most, seq) => (seq > most ? seq : most), 0n);
  if (known > last.seq) blame(known, 'cut');
  return { entries, faults, faulty };
}

/**
 * Entries whose words are gone, until the entry that they name is met: it has to be whole, the erasure of a person, and say
 * that it took their words. Their place in the chain is proven by the hashes around them as before.
 */
class OwedWords {
  readonly #entries = new Map<bigint, Set<bigint>>();

  put(by: bigint, seq: bigint): void {
    this.#entries.set(by, (this.#entries.get(by) ?? new Set()).add(seq));
  }

  /** Those that name this entry, and that it does not say it erased. */
  settle(seq: bigint, { action, after }: Pick<AuditEntry, 'action' | 'after'>): bigint[] {
    const waiting = this.#entries.get(seq);
    if (waiting === undefined) return [];
    this.#entries.delete(seq);
    const told = action === ERASING ? erasedBySchema.safeParse(after) : null;
    const said = new Set(told?.success === true ? told.data.entries : []);
    return [...waiting].filter((one) => !said.has(Number(one)));
  }

  rest(): bigint[] {
    return [...this.#entries.values()].flatMap((waiting) => [...waiting]);
  }
}

async function batchAfter(accountId: string, client: pg.Client, after: bigint): Promise<Row[]> {
  const { rows } = await client.query<Row>({
    name: 'audit-chain',
    text: `SELECT "seq"::text, (extract(epoch FROM "at") * 1000)::float8 AS "at", "actorKind", "actorId", "actorName",
             "action", "entity", "entityId", "before", "after", "address", "personId", "previousHash", "hash",
             "erasedBy"::text
           FROM "audit_entry" e WHERE e."accountId" = $1 AND e."seq" > $2 ORDER BY e."seq" LIMIT ${BATCH}`,
    values: [accountId, after.toString()],
  });
  return rows;
}

function isWhole(accountId: string, seq: bigint, row: Row, keys: readonly Buffer[]): boolean {
  return keys.some((key) =>
    FORMS.some((form) => chainHash(key, accountId, seq, row.previousHash, row, form).equals(row.hash)),
  );
}
