import { type MemberId, memberIdSchema } from '@/domain/identifiers';
import type { Transaction } from '@/server/data/database';

/** A passkey with what its answers are checked by. */
export interface PasskeyRow {
  readonly memberId: MemberId;
  readonly id: string;
  readonly credentialId: string;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly backedUp: boolean;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly blockedAt: Date | null;
}

/** What a challenge is for. */
export type ChallengePurpose = 'register' | 'sign-in' | 'proof';

/** The passkeys of a member, oldest first. */
export async function listPasskeys(tx: Transaction, memberId: string): Promise<PasskeyRow[]> {
  const rows = await tx.passkey.findMany({
    where: { memberId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(passkeyOf);
}

/** The passkey that a browser names, held until the transaction ends; null where nobody has it. */
export async function holdPasskey(tx: Transaction, credentialId: string): Promise<PasskeyRow | null> {
  await tx.$executeRaw`SELECT FROM "passkey" WHERE "credentialId" = ${credentialId} FOR UPDATE`;
  const row = await tx.passkey.findUnique({ where: { credentialId } });
  return row === null ? null : passkeyOf(row);
}

function passkeyOf<Row extends { memberId: string; counter: bigint }>(row: Row) {
  return { ...row, memberId: memberIdSchema.parse(row.memberId), counter: Number(row.counter) };
}

/** Keeps a passkey; false where somebody has one with this id already. */
export async function insertPasskey(
  tx: Transaction,
  { counter, transports, ...passkey }: Omit<PasskeyRow, 'lastUsedAt' | 'blockedAt'>,
): Promise<boolean> {
  const made = await tx.passkey.createMany({
    data: [{ ...passkey, counter: BigInt(counter), transports: [...transports] }],
    skipDuplicates: true,
  });
  return made.count > 0;
}

/** The passkey was used: its counter and the time of it, or that it is to let nobody in any more. */
export async function notePasskeyUse(
  tx: Transaction,
  { memberId, id }: Pick<PasskeyRow, 'memberId' | 'id'>,
  use:
    | { readonly counter: number; readonly lastUsedAt: Date; readonly backedUp: boolean }
    | { readonly blockedAt: Date },
): Promise<void> {
  await tx.passkey.update({ where: { memberId_id: { memberId, id } }, data: use });
}

/** Gives a passkey another name; whether the member has it. */
export async function renamePasskey(
  tx: Transaction,
  memberId: string,
  id: string,
  name: string,
): Promise<boolean> {
  return (await tx.passkey.updateMany({ where: { memberId, id }, data: { name } })).count > 0;
}

/** Takes one passkey of a member away, or all; how many there were. */
export async function deletePasskeys(tx: Transaction, memberId: string, id?: string): Promise<number> {
  return (await tx.passkey.deleteMany({ where: { memberId, ...(id === undefined ? {} : { id }) } })).count;
}

/** Keeps a challenge, and forgets those that are too old. */
export async function insertChallenge(
  tx: Transaction,
  challenge: { challenge: string; purpose: ChallengePurpose; sessionId: string | null; expiresAt: Date },
  now: number,
): Promise<void> {
  await tx.passkeyChallenge.deleteMany({ where: { expiresAt: { lt: new Date(now) } } });
  await tx.passkeyChallenge.create({ data: challenge });
}

/** Uses a challenge up; whether it was made for this, and is young enough. */
export async function takeChallenge(
  tx: Transaction,
  wanted: { challenge: string; purpose: ChallengePurpose; sessionId: string | null },
  now: number,
): Promise<boolean> {
  const taken = await tx.passkeyChallenge.deleteMany({
    where: { ...wanted, expiresAt: { gt: new Date(now) } },
  });
  return taken.count > 0;
}
