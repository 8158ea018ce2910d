import { createHmac, timingSafeEqual } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type AuditHead, auditHead } from '@/server/data/audit/audit-chain';
import { inEveryAccount } from '@/server/services/every-account';
import type { Runtime } from '@/server/services/runtime';

/** One line of the file of anchors. */
const anchorSchema = z.object({
  account: z.uuid(),
  seq: z.string().regex(/^\d{1,18}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});

const written = new WeakMap<Runtime, Map<string, bigint>>();

/**
 * Writes down outside the database where the audit log of each account ends, where that has moved: to the file of
 * `PARAPET_AUDIT_ANCHOR`, if there is one, and to the log of the process. Whoever cuts a log off inside the database is
 * found by it.
 */
export async function anchorAudit(runtime: Runtime): Promise<void> {
  const before = written.get(runtime) ?? new Map<string, bigint>();
  written.set(runtime, before);
  await inEveryAccount(runtime, 'audit: where a log ends will be written down later', async (accountId) => {
    const head = await runtime.database.inAccount(accountId, (tx) => auditHead(accountId, tx));
    if (head === null || head.seq <= (before.get(accountId) ?? 0n)) return;
    const line = anchorLine(runtime, accountId, head);
    const isKept = await keep(runtime, line);
    runtime.log.info({ audit: line }, 'audit: where the log of an account ends');
    // What the file does not have is written there at the next turn.
    if (isKept) before.set(accountId, head.seq);
  });
}

/** Adds a line to the file, if there is one; says whether it stands there. */
async function keep({ environment, log }: Runtime, line: object): Promise<boolean> {
  if (environment.auditAnchor === null) return true;
  try {
    await appendFile(environment.auditAnchor, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    return true;
  } catch (error) {
    log.error({ err: error, file: environment.auditAnchor }, 'audit: the file of anchors cannot be written');
    return false;
  }
}

function anchorLine({ auditKey, now }: Runtime, account: string, { seq, hash }: AuditHead) {
  const words = {
    account,
    seq: seq.toString(),
    hash: hash.toString('hex'),
    at: new Date(now()).toISOString(),
  };
  return { ...words, mac: macOf(auditKey, words).toString('hex') };
}

function macOf(
  key: Buffer,
  { account, seq, hash, at }: Record<'account' | 'seq' | 'hash' | 'at', string>,
): Buffer {
  return createHmac('sha256', key).update(`anchor ${account} ${seq} ${hash} ${at}`).digest();
}

/** Hashes by place, of each account that the file knows, and how many of its lines are none of Parapet's. */
export interface Anchors {
  readonly of: ReadonlyMap<string, ReadonlyMap<bigint, Buffer>>;
  readonly foreign: number;
}

/** Reads a file of anchors. @throws Error where it cannot be read */
export async function readAnchors(path: string, keys: readonly Buffer[]): Promise<Anchors> {
  const of = new Map<string, Map<bigint, Buffer>>();
  let foreign = 0;
  for (const line of (await readFile(path, 'utf8')).split('\n')) {
    if (line.trim() === '') continue;
    const anchor = parseLine(line, keys);
    if (anchor === null) {
      foreign += 1;
      continue;
    }
    const own = of.get(anchor.account) ?? new Map<bigint, Buffer>();
    const known = own.get(BigInt(anchor.seq));
    // What was written first stands: a later line says the same, or is none of ours.
    if (known !== undefined && known.toString('hex') !== anchor.hash) foreign += 1;
    else of.set(anchor.account, own.set(BigInt(anchor.seq), Buffer.from(anchor.hash, 'hex')));
  }
  return { of, foreign };
}

function parseLine(line: string, keys: readonly Buffer[]): z.infer<typeof anchorSchema> | null {
  try {
    const anchor = anchorSchema.parse(JSON.parse(line));
    const mac = Buffer.from(anchor.mac, 'hex');
    return keys.some((key) => timingSafeEqual(macOf(key, anchor), mac)) ? anchor : null;
  } catch {
    return null;
  }
}
