import {
  type AddressStatement,
  type AliasKind,
  aliasToken,
  type HeldName,
  newerStatement,
  ownerOf,
  type PersonClaim,
  tokenOf,
  usernameKind,
} from '@/domain/people/claim';
import type { CurrentAddresses, KeyAddress, NameHolder } from '@/domain/people/join-claims';
import type { Transaction } from '@/server/data/database';
import { freeAddresses } from './directory';

/**
 * The claims, each with the address that is current for it: what it says or, where that is older, what is stored. Whom
 * a directory no longer has, has no address by what was said before they left.
 */
export async function withCurrentAddresses(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  claims: ReadonlyMap<string, PersonClaim>,
  holders: ReadonlyMap<string, NameHolder>,
): Promise<Map<string, PersonClaim>> {
  const keys = [...claims.values()].flatMap(({ key }) => key ?? []);
  const rows = await tx.$queryRaw<
    { objectId: string; email: string | null; seenAt: Date; goneAt: Date | null }[]
  >`
    SELECT "objectId", "facts"->>'email' AS "email", "seenAt", "goneAt" FROM "directory_object"
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid AND "part" = 'users'
      AND "objectId" = ANY(${keys})`;
  const users = new Map(rows.map((row) => [row.objectId, row]));
  const storedOf = (claim: PersonClaim): AddressStatement => {
    const { email, emailAt } = ownerOf(claim, holders) ?? { email: null, emailAt: 0 };
    const user = users.get(claim.key ?? '');
    if (user === undefined) return { email, emailAt };
    if (user.goneAt !== null && emailAt <= user.goneAt.getTime()) return { email: null, emailAt: 0 };
    // Every sweep says the address anew; only a change is written to the name.
    return { email, emailAt: user.email === email ? Math.max(emailAt, user.seenAt.getTime()) : emailAt };
  };
  return new Map(
    [...claims].map(([token, claim]) => [token, { ...claim, ...newerStatement(storedOf(claim), claim) }]),
  );
}

/**
 * For whom the addresses of these claims are current, beside themselves, and which addresses the keys of all people
 * have who may be joined.
 *
 * @param claims with the addresses that are current for them
 * @param sweepStartedAt for claims of a directory: its users whom this sweep has not met yet may have other addresses
 * by now, and are joined when it meets them. Epoch milliseconds; null for records
 */
export async function currentAddresses(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  claims: ReadonlyMap<string, PersonClaim>,
  holders: ReadonlyMap<string, NameHolder>,
  sweepStartedAt: number | null,
): Promise<CurrentAddresses> {
  const emails = [...new Set([...claims.values()].flatMap(({ email }) => email ?? []))];
  const isClaimed = (row: { integrationId: string; kind: string; value: string }) =>
    row.integrationId === integrationId &&
    claims.has(aliasToken(row.kind === 'key' ? 'key' : 'username', row.value));
  const rows =
    emails.length === 0
      ? []
      : await tx.$queryRaw<
          {
            email: string;
            personId: string;
            integrationId: string;
            kind: string;
            value: string;
            seenAt: Date | null;
          }[]
        >`
    SELECT a."email", a."personId", a."integrationId", a."kind", a."value", d."seenAt"
    FROM "person_alias" a
    LEFT JOIN "directory_object" d ON a."kind" = 'key' AND d."accountId" = a."accountId"
      AND d."integrationId" = a."integrationId" AND d."part" = 'users' AND d."objectId" = a."value"
    WHERE a."accountId" = ${accountId}::uuid AND a."email" = ANY(${emails})
      AND (d."goneAt" IS NULL OR a."emailAt" > d."goneAt")
      AND (a."kind" = 'key' OR NOT EXISTS (SELECT FROM "person_alias" k WHERE k."accountId" = a."accountId"
        AND k."personId" = a."personId" AND k."integrationId" = a."integrationId" AND k."kind" = 'key'
        AND k."email" IS NOT NULL))`;
  const owners = new Map<string, string[]>();
  for (const row of rows) {
    if (isClaimed(row)) continue;
    const isAwaited = row.integrationId === integrationId && row.seenAt !== null && sweepStartedAt !== null;
    if (isAwaited && (row.seenAt?.getTime() ?? 0) < sweepStartedAt) continue;
    owners.set(row.email, [...(owners.get(row.email) ?? []), row.personId]);
  }
  const people = new Set([
    ...[...owners.values()].flat(),
    ...[...holders.values()].map(({ personId }) => personId),
  ]);
  const keys = await tx.$queryRaw<(KeyAddress & { personId: string; kind: string; value: string })[]>`
    SELECT "personId", "integrationId", "kind", "value", "email" FROM "person_alias"
    WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${[...people]}::uuid[]) AND "kind" = 'key'
      AND "email" IS NOT NULL`;
  const ofKeys = new Map<string, KeyAddress[]>();
  for (const row of keys) {
    if (!isClaimed(row)) ofKeys.set(row.personId, [...(ofKeys.get(row.personId) ?? []), row]);
  }
  return { integrationId, owners, ofKeys };
}

/** People who are shown with an address that a claim has: they may lose it to the claim's person. */
export async function peopleShownWith(
  accountId: string,
  tx: Transaction,
  claims: ReadonlyMap<string, PersonClaim>,
): Promise<string[]> {
  const emails = [...new Set([...claims.values()].flatMap(({ email }) => email ?? []))];
  if (emails.length === 0) return [];
  const rows = await tx.person.findMany({
    where: { accountId, email: { in: emails } },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/**
 * Shows people with the newest address that is current for one of their names, unless a directory knows them: it says
 * which is theirs. Where two people have one address it is shown of whom it was said last. Names are stored before.
 */
export async function showAddresses(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string; email: string; shown: string | null }[]>`
    SELECT DISTINCT ON (a."email") p."id", a."email", p."email" AS "shown"
    FROM "person" p CROSS JOIN LATERAL (
      SELECT "email", "emailAt" FROM "person_alias"
      WHERE "accountId" = p."accountId" AND "personId" = p."id" AND "email" IS NOT NULL
      ORDER BY "emailAt" DESC, "email" DESC LIMIT 1
    ) a
    WHERE p."accountId" = ${accountId}::uuid AND p."id" = ANY(${[...personIds]}::uuid[])
      AND (p."inDirectorySince" IS NULL OR p."email" IS NULL)
    ORDER BY a."email", a."emailAt" DESC, p."id"`;
  const changes = rows.filter(({ email, shown }) => email !== shown);
  if (changes.length === 0) return;
  await freeAddresses(accountId, tx, changes);
  await tx.$executeRaw`
    UPDATE "person" p SET "email" = r."email"
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) AS r("id" uuid, "email" text)
    WHERE p."accountId" = ${accountId}::uuid AND p."id" = r."id"`;
}

/** An address that was said again, of a name that has it. */
export interface SaidAgain extends PersonClaim {
  readonly kind: AliasKind;
  readonly value: string;
}

/** What a claim that is no news says again, later than before. */
export function saidAgain(
  claim: PersonClaim,
  holders: ReadonlyMap<string, HeldName>,
  settled: ReadonlyMap<string, string>,
): readonly SaidAgain[] {
  const held = ownerOf(claim, holders);
  if (held?.email !== claim.email || held.email === null || held.emailAt >= claim.emailAt) return [];
  if (settled.has(tokenOf(claim) ?? '')) return [];
  const username = claim.usernames[0] ?? '';
  const kind = claim.key === null ? usernameKind(username, holders) : 'key';
  return kind === undefined ? [] : [{ ...claim, kind, value: claim.key ?? username }];
}
