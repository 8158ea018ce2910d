import { z } from 'zod';
import { type MemberId, memberIdSchema } from '@/domain/identifiers';
import type { Transaction } from '@/server/data/database';
import type { Vault } from '@/server/platform/secrets-vault';
import { claimDomains, deleteDomains, listDomains, type SignInDomain } from './sign-in-domains';
import { providerKeyPlace } from './wrapped-sign-in';

const mappingsSchema = z.array(z.object({ group: z.string(), role: z.string() }));

/** The identity provider of an account, without its secret. */
export interface SingleSignOnRow {
  readonly issuer: string;
  readonly clientId: string;
  readonly groupsClaim: string;
  /** Which group gives which role, the first that fits. */
  readonly mappings: readonly { readonly group: string; readonly role: string }[];
  readonly domains: readonly SignInDomain[];
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** The identity provider of an account, or null. */
export async function findSingleSignOn(accountId: string, tx: Transaction): Promise<SingleSignOnRow | null> {
  const row = await tx.singleSignOn.findUnique({ where: { accountId } });
  if (row === null) return null;
  const { issuer, clientId, groupsClaim, changedAt, changedBy } = row;
  return {
    ...{ issuer, clientId, groupsClaim, changedAt, changedBy },
    mappings: mappingsSchema.parse(row.mappings),
    domains: await listDomains(accountId, tx),
  };
}

/** The client secret in clear, for the one call that needs it; null where it cannot be opened. Never log or return it. */
export async function openClientSecret(
  accountId: string,
  tx: Transaction,
  vault: Vault,
): Promise<string | null> {
  const row = await tx.singleSignOn.findUnique({ where: { accountId } });
  if (row === null) return null;
  const dataKey = vault.unwrap(row.wrappedKey, providerKeyPlace(accountId));
  if (!dataKey.ok) return null;
  const opened = vault.decryptField(dataKey.value, secretPlace(accountId), row.ciphertext);
  return opened.ok ? opened.value : null;
}

function secretPlace(accountId: string) {
  return { table: 'single_sign_on', rowId: accountId, field: 'clientSecret' };
}

/** Keeps the provider of an account with its sealed secret, in place of the one before. */
export async function putSingleSignOn(
  accountId: string,
  tx: Transaction,
  vault: Vault,
  {
    clientSecret,
    domains,
    mappings,
    ...row
  }: Omit<SingleSignOnRow, 'domains'> & {
    readonly domains: readonly string[];
    readonly clientSecret: string;
  },
): Promise<void> {
  const dataKey = vault.newDataKey();
  const data = {
    ...row,
    mappings: mappings.map(({ group, role }) => ({ group, role })),
    wrappedKey: Uint8Array.from(vault.wrap(dataKey, providerKeyPlace(accountId))),
    ciphertext: Uint8Array.from(vault.encryptField(dataKey, secretPlace(accountId), clientSecret)),
  };
  await tx.singleSignOn.upsert({ where: { accountId }, create: { accountId, ...data }, update: data });
  await claimDomains(accountId, tx, domains);
}

/** Takes the provider of an account away, with who is who at it. */
export async function deleteSingleSignOn(accountId: string, tx: Transaction): Promise<boolean> {
  await deleteDomains(accountId, tx);
  await tx.singleSignOnMember.deleteMany({ where: { accountId } });
  return (await tx.singleSignOn.deleteMany({ where: { accountId } })).count > 0;
}

/** The member whom somebody at a provider is, or null. */
export async function memberOfSubject(
  accountId: string,
  tx: Transaction,
  issuer: string,
  subject: string,
): Promise<MemberId | null> {
  const key = { accountId_issuer_subject: { accountId, issuer, subject } };
  const row = await tx.singleSignOnMember.findUnique({ where: key });
  return row === null ? null : memberIdSchema.parse(row.memberId);
}

/** Whether a provider knows a member, under whatever subject. */
export async function isKnown(
  accountId: string,
  tx: Transaction,
  issuer: string,
  memberId: string,
): Promise<boolean> {
  return (await tx.singleSignOnMember.findFirst({ where: { accountId, issuer, memberId } })) !== null;
}

/** Under how many subjects the provider of an account knows its members, for those whom it knows. */
export async function subjectsOfMembers(
  accountId: string,
  tx: Transaction,
): Promise<ReadonlyMap<string, number>> {
  const provider = await tx.singleSignOn.findUnique({ where: { accountId }, select: { issuer: true } });
  if (provider === null) return new Map();
  const rows = await tx.singleSignOnMember.groupBy({
    by: ['memberId'],
    where: { accountId, issuer: provider.issuer },
    _count: true,
  });
  return new Map(rows.map(({ memberId, _count }) => [memberId, _count]));
}

/** Whether the provider of an account knows this member. */
export async function isLinked(accountId: string, tx: Transaction, memberId: string): Promise<boolean> {
  const provider = await tx.singleSignOn.findUnique({ where: { accountId }, select: { issuer: true } });
  return provider !== null && isKnown(accountId, tx, provider.issuer, memberId);
}

/** No subject of a provider is this member any more; how many were. */
export async function unlinkSubjects(accountId: string, tx: Transaction, memberId: string): Promise<number> {
  return (await tx.singleSignOnMember.deleteMany({ where: { accountId, memberId } })).count;
}

/** From now on somebody at a provider is this member. */
export async function linkSubject(
  accountId: string,
  tx: Transaction,
  link: { readonly issuer: string; readonly subject: string; readonly memberId: string },
): Promise<void> {
  await tx.singleSignOnMember.createMany({ data: [{ accountId, ...link }], skipDuplicates: true });
}

/** A sign-in that is under way at a provider. */
export interface SingleSignOnState {
  readonly id: string;
  readonly secretHash: string;
  readonly accountId: string;
  readonly next: string;
  readonly expiresAt: Date;
}

/** Keeps a sign-in that is under way, and forgets those that have taken too long. */
export async function insertSignOnState(
  tx: Transaction,
  state: SingleSignOnState,
  now: number,
): Promise<void> {
  await tx.singleSignOnState.deleteMany({ where: { expiresAt: { lt: new Date(now) } } });
  await tx.singleSignOnState.create({ data: state });
}

/** Ends a sign-in that was under way in the browser with this secret; null where there is none. It works once. */
export async function takeSignOnState(
  tx: Transaction,
  id: string,
  secretHash: string,
): Promise<SingleSignOnState | null> {
  const rows = await tx.$queryRaw<SingleSignOnState[]>`
    DELETE FROM "single_sign_on_state" WHERE "id" = ${id}::uuid AND "secretHash" = ${secretHash}
    RETURNING "id"::text, "secretHash", "accountId"::text, "next", "expiresAt"`;
  return rows[0] ?? null;
}
