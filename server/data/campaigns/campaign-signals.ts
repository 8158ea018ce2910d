import type { SourceSuccess, Step } from '@/domain/campaigns/aftermath';
import type { Transaction } from '@/server/data/database';
import { Prisma } from '@/server/data/generated/client';
import { AUTHENTICATION } from '@/server/data/signals/authentication-signals';
import { isFromNetwork } from '@/server/data/signals/signal-address';
import { streamNumber } from '@/server/data/signals/signals';

/** A page of a campaign reads no more sign-ins than this, oldest first. */
const MOST_SIGN_INS = 5_000;
const MOST_NAMES = 500;

/** Whose sign-ins: one person's, or those of everybody but one. */
export type Whose = { readonly only: string } | { readonly except: string };

/** Sign-ins from a network that succeeded between two instants (epoch milliseconds), oldest first, `most` of them. */
export async function successesFrom(
  accountId: string,
  tx: Transaction,
  network: string,
  from: number,
  to: number,
  whose?: Whose,
  most = MOST_SIGN_INS,
): Promise<SourceSuccess[]> {
  const person =
    whose === undefined
      ? Prisma.sql`IS NOT NULL`
      : 'only' in whose
        ? Prisma.sql`= ${whose.only}::uuid`
        : Prisma.sql`<> ${whose.except}::uuid`;
  const rows = await tx.$queryRaw<{ personId: string; occurredAt: Date; application: string | null }[]>`
    SELECT s."personId", s."occurredAt", s."application" FROM "signal" s
    WHERE s."accountId" = ${accountId}::uuid AND s."occurredAt" >= ${new Date(from)}
      AND s."occurredAt" <= ${new Date(to)} AND ${isFromNetwork(network)} AND s."result" = 'success'
      AND s."personId" ${person} AND s."stream" = ${streamNumber(AUTHENTICATION)}::smallint
    ORDER BY s."occurredAt", s."signalKey" LIMIT ${most}`;
  return rows.map(({ occurredAt, ...row }) => ({ ...row, at: occurredAt.getTime() }));
}

/** Names that nobody in the account has and that failed from a network between two instants, sorted. */
export async function unknownNamesFrom(
  accountId: string,
  tx: Transaction,
  network: string,
  from: number,
  to: number,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT DISTINCT lower(s."username") AS name FROM "signal" s
    WHERE s."accountId" = ${accountId}::uuid AND ${isFromNetwork(network)} AND s."occurredAt" >= ${new Date(from)}
      AND s."occurredAt" <= ${new Date(to)} AND s."result" IN ('denied', 'fraud') AND s."personId" IS NULL
      AND s."username" <> '' AND s."backfill" IS NOT TRUE
    ORDER BY 1 LIMIT ${MOST_NAMES}`;
  return rows.map(({ name }) => name);
}

/** Devices that were enrolled for people and bypasses that they were given between two instants (epoch milliseconds). */
export async function stepsOf(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  from: number,
  to: number,
): Promise<Step[]> {
  if (personIds.length === 0) return [];
  const rows = await tx.$queryRaw<
    { id: string; personId: string; occurredAt: Date; kind: string; by: string | null }[]
  >`
    SELECT e."id", e."personId", e."occurredAt", e."kind", e."facts"->>'actor' AS by FROM "identity_event" e
    WHERE e."accountId" = ${accountId}::uuid AND e."personId" = ANY(${[...personIds]}::uuid[])
      AND e."retractedAt" IS NULL AND e."kind" IN ('risky_device_registration', 'bypass_enabled')
      AND e."occurredAt" >= ${new Date(from)} AND e."occurredAt" <= ${new Date(to)}`;
  return rows.map(({ id, personId, occurredAt, kind, by }) => ({
    eventId: id,
    personId,
    at: occurredAt.getTime(),
    what: kind === 'bypass_enabled' ? 'bypass' : 'device',
    by,
  }));
}
