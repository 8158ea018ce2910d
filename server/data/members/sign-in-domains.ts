import { randomBytes } from 'node:crypto';
import { type DomainProof, domainProofSchema } from '@/domain/domain-proof';
import { type AccountId, accountIdSchema } from '@/domain/identifiers';
import type { Transaction } from '@/server/data/database';

/** A domain that an account claims, with what proves it; it counts for sign-in once `proven`. */
export interface SignInDomain {
  readonly domain: string;
  /** What the record at the domain has to hold. No secret: it means something in this account only. */
  readonly token: string;
  readonly proven: { readonly at: Date; readonly by: DomainProof } | null;
}

/** The domains that an account claims, by name. */
export async function listDomains(accountId: string, tx: Transaction): Promise<SignInDomain[]> {
  const claimed = await tx.claimedDomain.findMany({ where: { accountId }, orderBy: { domain: 'asc' } });
  const proven = await tx.signInDomain.findMany({ where: { accountId } });
  const proofs = new Map(
    proven.map(({ domain, provenAt, provenBy }) => [
      domain,
      { at: provenAt, by: domainProofSchema.parse(provenBy) },
    ]),
  );
  return claimed.map(({ domain, token }) => ({ domain, token, proven: proofs.get(domain) ?? null }));
}

/** Takes the domains of an account for this transaction: what is proven meanwhile must still be claimed at its end. */
export async function holdDomains(accountId: string, tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('domains:' || ${accountId}, 0))`;
}

/** Claims these domains and no other. One that was claimed already stays proven and keeps its token. */
export async function claimDomains(
  accountId: string,
  tx: Transaction,
  domains: readonly string[],
): Promise<void> {
  await holdDomains(accountId, tx);
  const others = { accountId, domain: { notIn: [...domains] } };
  await tx.signInDomain.deleteMany({ where: others });
  await tx.claimedDomain.deleteMany({ where: others });
  await tx.claimedDomain.createMany({
    data: domains.map((domain) => ({ accountId, domain, token: randomBytes(16).toString('hex') })),
    skipDuplicates: true,
  });
}

/** Lets go of every domain of an account. */
export async function deleteDomains(accountId: string, tx: Transaction): Promise<void> {
  await claimDomains(accountId, tx, []);
}

/** The domain counts for sign-in in this account from now on; false where it is proven for another, which keeps it. */
export async function proveDomain(
  accountId: string,
  tx: Transaction,
  domain: string,
  { by, at }: { readonly by: DomainProof; readonly at: number },
): Promise<boolean> {
  const proof = { provenBy: by, provenAt: new Date(at) };
  const made = await tx.signInDomain.createMany({
    data: [{ domain, accountId, ...proof }],
    skipDuplicates: true,
  });
  if (made.count > 0) return true;
  const own = await tx.signInDomain.findFirst({ where: { domain, accountId } });
  // It stays proven since when it was, and by its record where that has come since.
  if (own !== null && by === 'dns')
    await tx.signInDomain.update({ where: { domain, accountId }, data: { provenBy: by } });
  return own !== null;
}

/** The domain counts for nobody's sign-in any more; whose it was until now, or null. The claim stays. */
export async function withdrawProof(tx: Transaction, domain: string): Promise<AccountId | null> {
  const accountId = await accountOfDomain(tx, domain);
  if (accountId !== null) await tx.signInDomain.deleteMany({ where: { domain, accountId } });
  return accountId;
}

/** The account whose provider people with this domain in their e-mail address sign in at, or null. */
export async function accountOfDomain(tx: Transaction, domain: string): Promise<AccountId | null> {
  const row = await tx.signInDomain.findUnique({ where: { domain } });
  return row === null ? null : accountIdSchema.parse(row.accountId);
}

/** Whether anybody could sign in at a provider: whether the sign-in page offers it. */
export async function anySingleSignOn(tx: Transaction): Promise<boolean> {
  return (await tx.signInDomain.findFirst({ select: { domain: true } })) !== null;
}
