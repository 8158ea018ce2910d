import type pg from 'pg';
import { z } from 'zod';
import type { Transaction } from '@/server/data/database';
import { type AuditEntry, chainHash, GENESIS, leftHash } from './audit-log';
import { type ChainKeys, CLOSING, KeyBounds } from './chain-keys';

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
 * copy knows one here and the log ends before. `former`: it is signed under a key that had been replaced by then. `open`:
 * it is signed under a former key, and nothing tells up to where that one counts.
 */
export interface ChainFault {
  readonly seq: bigint;
  readonly what: 'missing' | 'altered' | 'moved' | 'unknown' | 'cut' | 'former' | 'open';
}

interface Row extends AuditEntry {
  readonly seq: string;
  readonly erasedBy: string | null;
  readonly erasedHash: Buffer | null;
  readonly previousHash: Buffer;
  readonly hash: Buffer;
}

/** The one act that takes words out of the log. */
const ERASING = 'erase-person';
/** `sealed`: what is left of them carries a hash of its own. Those of before that have none. */
const erasedBySchema = z.object({ entries: z.array(z.number().int()), sealed: z.boolean().default(false) });

/** The one act that takes away the log's beginning. */
export const DROPPING = 'drop-audit-entries';
const droppedSchema = z.object({ through: z.number().int(), hash: z.string() });

/** The present one first. */
const FORMS = [2, 1] as const;
const BATCH = 5_000;
/** As many as a person looks through; after them the rest is only counted. */
const MOST_FAULTS = 100;

/**
 * Reckons the whole chain of an account anew. `client` sees the rows of the account; `keys` are those that may have
 * signed it, each in its time; `anchors` the hashes that the copy outside the database has, by place. A log whose
 * beginning was dropped is whole from there on where an entry in it, itself whole, says up to where and with which hash.
 */
export async function verifyChain(
  accountId: string,
  client: pg.Client,
  keys: ChainKeys,
  anchors: ReadonlyMap<bigint, Buffer>,
): Promise<{ entries: number; from: bigint; faults: ChainFault[]; faulty: number }> {
  const faults: ChainFault[] = [];
  let faulty = 0;
  const blame = (seq: bigint, what: ChainFault['what']): void => {
    faulty += 1;
    if (faults.length < MOST_FAULTS) faults.push({ seq, what });
  };
  const owed = new OwedWords();
  const bounds = await boundsOf(accountId, client, keys);
  let entries = 0;
  let last: AuditHead = { seq: 0n, hash: GENESIS };
  /** What comes before the first entry that is here; null where it is the first of all. */
  let dropped: AuditHead | null = null;
  let isDropTold = false;
  let coming: Promise<Row[]> | null = batchAfter(accountId, client, last.seq);
  while (coming !== null) {
    const rows: Row[] = await coming;
    const end = rows.at(-1);
    // PostgreSQL gets the next ones ready meanwhile.
    coming = end === undefined || rows.length < BATCH ? null : batchAfter(accountId, client, BigInt(end.seq));
    for (const row of rows) {
      const seq = BigInt(row.seq);
      if (entries === 0 && seq > 1n) last = dropped = { seq: seq - 1n, hash: row.previousHash };
      if (seq !== last.seq + 1n) blame(seq, 'missing');
      else if (!row.previousHash.equals(last.hash)) blame(seq, 'moved');
      const signer = row.erasedBy === null ? signerOf(accountId, seq, row, keys.all) : undefined;
      if (row.erasedBy !== null) {
        const sealer = sealerOf(accountId, seq, row, keys.all);
        if (row.erasedHash !== null && sealer === undefined) blame(seq, 'altered');
        else owed.put(BigInt(row.erasedBy), { seq, sealer: sealer ?? null });
      } else if (signer === undefined) blame(seq, 'altered');
      else if (bounds.judge(seq, signer) === 'former') blame(seq, 'former');
      else if (bounds.judge(seq, signer) === 'counts') {
        for (const unsaid of owed.settle(seq, row, signer)) blame(unsaid, 'altered');
        if (dropped !== null) isDropTold ||= tellsDrop(row, dropped);
      }
      const anchor = anchors.get(seq);
      if (anchor !== undefined && !anchor.equals(row.hash)) blame(seq, 'unknown');
      last = { seq, hash: row.hash };
      entries += 1;
    }
  }
  for (const unsaid of owed.rest()) blame(unsaid, 'altered');
  for (const seq of bounds.open()) blame(seq, 'open');
  if (dropped !== null) {
    const anchor = anchors.get(dropped.seq);
    if (!isDropTold) blame(dropped.seq + 1n, 'missing');
    else if (anchor !== undefined && !anchor.equals(dropped.hash)) blame(dropped.seq, 'unknown');
  }
  const known = [...anchors.keys()].reduce((most, seq) => (seq > most ? seq : most), 0n);
  if (known > last.seq) blame(known, 'cut');
  return { entries, from: dropped === null ? 1n : dropped.seq + 1n, faults, faulty };
}

/** Up to where former keys count, by the entries of rotations that are whole. */
async function boundsOf(accountId: string, client: pg.Client, keys: ChainKeys): Promise<KeyBounds> {
  const { rows } = await client.query<Row>(`${ROWS} AND e."action" = $2 ORDER BY e."seq"`, [
    accountId,
    CLOSING,
  ]);
  return new KeyBounds(
    keys,
    rows.flatMap(({ seq: number, ...row }) => {
      const seq = BigInt(number);
      const signer = signerOf(accountId, seq, row, keys.all);
      return signer === undefined ? [] : [{ ...row, seq, signer }];
    }),
  );
}

/** Whether an entry that is whole says that the log was dropped up to here. */
function tellsDrop(
  { action, after }: Pick<AuditEntry, 'action' | 'after'>,
  { seq, hash }: AuditHead,
): boolean {
  if (action !== DROPPING) return false;
  const told = droppedSchema.safeParse(after);
  return told.success && BigInt(told.data.through) === seq && told.data.hash === hash.toString('hex');
}

/**
 * Entries whose words are gone, until the entry that they name is met: it has to be whole, the erasure of a person, and say
 * that it took their words. Their place in the chain is proven by the hashes around them as before.
 */
class OwedWords {
  readonly #entries = new Map<bigint, Erased[]>();

  put(by: bigint, entry: Erased): void {
    const waiting = this.#entries.get(by) ?? [];
    waiting.push(entry);
    this.#entries.set(by, waiting);
  }

  /**
   * Those that name this entry, and that it does not say it erased, or says to have sealed and that are not, or not under
   * the key of this entry.
   */
  settle(seq: bigint, { action, after }: Pick<AuditEntry, 'action' | 'after'>, signer: Buffer): bigint[] {
    const waiting = this.#entries.get(seq);
    if (waiting === undefined) return [];
    this.#entries.delete(seq);
    const told = action === ERASING ? erasedBySchema.safeParse(after) : null;
    const { entries = [], sealed: mustBeSealed = true } = told?.data ?? {};
    const said = new Set(entries);
    return waiting
      .filter(({ seq: one, sealer }) => {
        const isSealed = sealer === null ? !mustBeSealed : sealer.equals(signer);
        return !said.has(Number(one)) || !isSealed;
      })
      .map(({ seq: one }) => one);
  }

  rest(): bigint[] {
    return [...this.#entries.values()].flatMap((waiting) => waiting.map(({ seq }) => seq));
  }
}

interface Erased {
  readonly seq: bigint;
  /** The key under which what is left of it was sealed; null for one of before there were seals. */
  readonly sealer: Buffer | null;
}

const ROWS = `SELECT "seq"::text, (extract(epoch FROM "at") * 1000)::float8 AS "at", "actorKind", "actorId", "actorName",
    "action", "entity", "entityId", "before", "after", "address", "personId", "previousHash", "hash",
    "erasedBy"::text, "erasedHash"
  FROM "audit_entry" e WHERE e."accountId" = $1`;

async function batchAfter(accountId: string, client: pg.Client, after: bigint): Promise<Row[]> {
  const { rows } = await client.query<Row>({
    name: 'audit-chain',
    text: `${ROWS} AND e."seq" > $2 ORDER BY e."seq" LIMIT ${BATCH}`,
    values: [accountId, after.toString()],
  });
  return rows;
}

/** The key under which an entry says what it said. */
function signerOf(
  accountId: string,
  seq: bigint,
  row: Omit<Row, 'seq'>,
  keys: readonly Buffer[],
): Buffer | undefined {
  return keys.find((key) =>
    FORMS.some((form) => chainHash(key, accountId, seq, row.previousHash, row, form).equals(row.hash)),
  );
}

/** The key under which what is left of an entry was sealed as what was left of it. */
function sealerOf(accountId: string, seq: bigint, row: Row, keys: readonly Buffer[]): Buffer | undefined {
  const { erasedBy, erasedHash } = row;
  if (erasedBy === null || erasedHash === null || row.before !== null || row.after !== null) return undefined;
  const left = { ...row, by: BigInt(erasedBy) };
  return keys.find((key) => leftHash(key, accountId, seq, left).equals(erasedHash));
}
