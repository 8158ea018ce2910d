import { type AccountId, accountIdSchema, type MemberId, memberIdSchema } from '@/domain/identifiers';
import { enterMember, type Transaction } from '@/server/data/database';

/** A try to sign in that was refused, and that nobody was told of yet. */
export interface RefusedTry {
  readonly id: bigint;
  /** The e-mail address as typed, or another thing that was guessed at. */
  readonly subject: string;
  /** What the network address counts as. */
  readonly counted: string;
  /** The whole network address; null where none was known. */
  readonly address: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
  /** As in `password`: what was tried. */
  readonly way: string;
  readonly memberId: MemberId | null;
  /** The account whose identity provider was to vouch for somebody. */
  readonly providerOf: AccountId | null;
  /** Why, where it was not that the thing tried was wrong. */
  readonly reason: string | null;
  /** Tries that were turned away after it, because there had been too many. */
  readonly turnedAway: number;
}

/** The oldest tries of before an instant (epoch ms) that nobody was told of. */
export async function untoldTries(tx: Transaction, before: number, limit: number): Promise<RefusedTry[]> {
  const rows = await tx.signInAttempt.findMany({
    where: {
      way: { not: null },
      told: false,
      OR: [{ succeeded: false }, { reason: { not: null } }],
      at: { lt: new Date(before) },
    },
    orderBy: { at: 'asc' },
    take: limit,
  });
  return rows.map(({ id, email, address, source, at, way, memberId, providerOf, reason, turnedAway }) => ({
    ...{ id, subject: email, counted: address, address: source, at: at.getTime(), way: way ?? '' },
    memberId: memberId === null ? null : memberIdSchema.parse(memberId),
    providerOf: providerOf === null ? null : accountIdSchema.parse(providerOf),
    ...{ reason, turnedAway },
  }));
}

/** Marks tries as told. Returns the ids of those that were not: of two workers at once one tells of each. */
export async function markTold(tx: Transaction, ids: readonly bigint[]): Promise<ReadonlySet<bigint>> {
  const rows = await tx.$queryRaw<{ id: bigint }[]>`
    UPDATE "sign_in_attempt" SET "told" = true WHERE "id" = ANY(${[...ids]}::bigint[]) AND NOT "told" RETURNING "id"`;
  return new Set(rows.map(({ id }) => id));
}

/** What is known of a refused try beyond that it was one. */
export interface TryFacts {
  readonly memberId?: MemberId;
  readonly reason?: string;
}

/** Puts down whose try it was, where that is found out after it was counted, or why it was refused. */
export async function describeTry(tx: Transaction, id: bigint, facts: TryFacts): Promise<void> {
  await tx.signInAttempt.update({ where: { id }, data: facts });
}

/** Counts a try that was turned away with the newest one that was judged, if there was one since `since` (epoch ms). */
export async function addTurnedAway(
  tx: Transaction,
  { subject, address }: { readonly subject: string; readonly address: string },
  since: number,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "sign_in_attempt" SET "turnedAway" = "turnedAway" + 1
    WHERE "id" = (
      SELECT "id" FROM "sign_in_attempt"
      WHERE "email" = ${subject} AND "address" = ${address} AND "at" > ${new Date(since)}
        AND NOT "succeeded" AND NOT "told" AND "way" IS NOT NULL
      ORDER BY "at" DESC LIMIT 1)`;
}

/**
 * The account whose audit log says what becomes of a member's sign-ins: where they have had access the longest, or, where
 * they have none any more, had it the longest. Null for who never belonged to any.
 */
export async function accountOfSignIns(tx: Transaction, memberId: MemberId): Promise<AccountId | null> {
  await enterMember(tx, memberId);
  const rows = await tx.membership.findMany({
    where: { memberId },
    orderBy: [{ createdAt: 'asc' }, { accountId: 'asc' }],
    select: { accountId: true, disabledAt: true, endedAt: true, heldBackAt: true },
  });
  const open = rows.find((row) => (row.disabledAt ?? row.endedAt ?? row.heldBackAt) === null);
  const account = open ?? rows[0];
  return account === undefined ? null : accountIdSchema.parse(account.accountId);
}
