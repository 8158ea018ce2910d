import { z } from 'zod';
import type { Transaction } from '@/server/data/database';
import type { AuditEntry } from './audit-log';

/** The act of a rotation that says up to where the key of before counts. */
export const CLOSING = 'close-audit-key';
const closedSchema = z.object({ key: z.string(), through: z.number().int(), hash: z.string() });

/** A key that was replaced, by the id of the wrapping key that it followed from. */
export interface FormerKey {
  readonly id: string;
  readonly key: Buffer;
}

/** The keys that may have signed the entries of audit logs: the present one, and former ones up to where each was replaced. */
export class ChainKeys {
  readonly all: readonly Buffer[];
  readonly #ids: ReadonlyMap<string, string>;

  constructor(present: Buffer, former: readonly FormerKey[]) {
    // A key that is in use again counts as the present one.
    const replaced = former.filter(({ key }) => !key.equals(present));
    this.all = [present, ...replaced.map(({ key }) => key)];
    this.#ids = new Map(replaced.map(({ id, key }) => [key.toString('hex'), id]));
  }

  /** The id of a former key; null for the present one. */
  idOf(key: Buffer): string | null {
    return this.#ids.get(key.toString('hex')) ?? null;
  }
}

/** An entry that says that a key counts no further than the entry before it. */
interface Closing {
  readonly seq: bigint;
  /** The key that is closed, and the one under which that is said; null: the present one. */
  readonly of: string;
  readonly by: string | null;
}

/** An entry as a closing is read from it. */
interface ReadEntry extends Pick<AuditEntry, 'action' | 'after'> {
  readonly seq: bigint;
  readonly previousHash: Buffer;
  /** The key under which it is whole. */
  readonly signer: Buffer;
}

/**
 * Up to where each former key counts in one log. A rotation says so in an entry under the key that came after, right behind
 * the last entry that the former one may have signed, with that one's number and hash. So whoever holds a former key can
 * neither go on with the log under it, nor move that place: entries before are held by the hash that is told, and nobody tells
 * another place without a key that still counts there.
 */
export class KeyBounds {
  readonly #ends: ReadonlyMap<string, bigint>;
  /** The last entry under each key of which nothing tells up to where it counts. */
  readonly #open = new Map<string, bigint>();

  /** @param entries whole ones, of which some say up to where a key counts */
  constructor(
    private readonly keys: ChainKeys,
    entries: readonly ReadEntry[],
  ) {
    this.#ends = endsOf(entries.flatMap((entry) => closingOf(keys, entry)));
  }

  /** Whether an entry that is whole under a key counts at its place; `open` where nothing tells. */
  judge(seq: bigint, signer: Buffer): 'counts' | 'former' | 'open' {
    const id = this.keys.idOf(signer);
    if (id === null) return 'counts';
    const end = this.#ends.get(id);
    if (end !== undefined) return seq <= end ? 'counts' : 'former';
    this.#open.set(id, seq);
    return 'open';
  }

  /** The last entry under each key of which nothing tells up to where it counts. */
  open(): bigint[] {
    return [...this.#open.values()];
  }
}

/** What an entry says of a key that was replaced, if it says so at its own place in the chain and under another key. */
function closingOf(keys: ChainKeys, { seq, action, after, previousHash, signer }: ReadEntry): Closing[] {
  const told = action === CLOSING ? closedSchema.safeParse(after).data : undefined;
  if (told === undefined || BigInt(told.through) !== seq - 1n) return [];
  const by = keys.idOf(signer);
  return told.hash === previousHash.toString('hex') && by !== told.key ? [{ seq, of: told.key, by }] : [];
}

/** The last closing of each key that is said under one that counts there: the present one, or one that was closed later. */
function endsOf(closings: readonly Closing[]): Map<string, bigint> {
  const ends = new Map<string, bigint>();
  for (let grew = true; grew;) {
    grew = false;
    for (const { seq, of, by } of closings) {
      const counts = by === null || seq <= (ends.get(by) ?? 0n);
      if (!counts || (ends.get(of) ?? 0n) >= seq) continue;
      ends.set(of, seq);
      grew = true;
    }
  }
  return ends;
}

/**
 * Whether the account's log says up to where a key counts, and no later entry closes another, as after a way back. Verifying
 * says whether what it says is true.
 */
export async function isKeyClosed(accountId: string, tx: Transaction, key: string): Promise<boolean> {
  const last = await tx.auditEntry.findFirst({
    where: { accountId, action: CLOSING },
    orderBy: { seq: 'desc' },
    select: { after: true },
  });
  return closedSchema.safeParse(last?.after).data?.key === key;
}
