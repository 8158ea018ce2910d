import { domainSchema } from '@/domain/domain-proof';
import type { AccountId } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { appendAuditEntry } from '@/server/data/audit/audit-log';
import { enterAccount, type Transaction } from '@/server/data/database';
import { accountNames, listAccountIds } from '@/server/data/members/accounts';
import { revokeBoundSessions } from '@/server/data/members/sessions';
import {
  holdDomains,
  listDomains,
  proveDomain,
  type SignInDomain,
  withdrawProof,
} from '@/server/data/members/sign-in-domains';
import type { Runtime } from '@/server/services/runtime';

/** What these need of a process. They are no operations: they have no actor but whoever may read the settings of the installation. */
type AtConsole = Pick<Runtime, 'database' | 'auditKey' | 'now'>;

/** The domains that an account claims. */
export interface ClaimedDomains {
  readonly account: { readonly id: AccountId; readonly name: string };
  readonly domains: readonly SignInDomain[];
}

/** Which account claims which domains, for those that claim any. */
export async function listClaimedDomains({ database }: Pick<Runtime, 'database'>): Promise<ClaimedDomains[]> {
  return database.inGlobal(claimsOfAll);
}

/**
 * Whoever runs the installation says that a domain is an account’s, where no DNS record can. It counts for sign-in from then
 * on, as a proven one does. `account` is the id or the name of it, and may be left out where one alone claims the domain.
 * @throws Refusal where no account, or more than one, is meant, or where the domain is proven to be another’s
 */
export async function vouchForDomain(
  { database, auditKey, now }: AtConsole,
  wish: { readonly domain: string; readonly account: string | null },
): Promise<{ domain: string; account: string }> {
  const domain = domainOrRefuse(wish.domain);
  return database.inGlobal(async (tx) => {
    const claiming = (await claimsOfAll(tx)).filter(({ domains }) =>
      domains.some((one) => one.domain === domain),
    );
    const meant = claiming.filter(
      ({ account: { id, name } }) =>
        wish.account === null || id === wish.account.toLowerCase() || name === wish.account,
    );
    const [only] = meant;
    if (only === undefined)
      throw new Refusal(
        'not_found',
        `${wish.account === null ? 'No account' : `No account called ${wish.account}`} claims ${domain}. One of its administrators adds the domain under Single sign-on first.`,
      );
    if (meant.length > 1)
      throw new Refusal(
        'conflict',
        `Several accounts claim ${domain}. Name one of them by its id: ${meant.map(({ account: { id, name } }) => `${id} (${name})`).join(', ')}.`,
      );
    const { id, name } = only.account;
    await enterAccount(tx, id);
    if (!(await proveDomain(id, tx, domain, { by: 'operator', at: now() })))
      throw new Refusal('conflict', `${domain} is proven to be another account’s. Withdraw that first.`);
    await note(tx, { auditKey, now }, id, 'vouch-for-domain', { domain, proven: true });
    return { domain, account: name };
  });
}

/**
 * A domain counts for nobody’s sign-in from now on, until it is proven again. Sessions that the provider of its account
 * began end, as some of them were begun on the word of that proof.
 * @throws Refusal not_found where no account has proven it
 */
export async function withdrawDomain(
  { database, auditKey, now }: AtConsole,
  wish: string,
): Promise<{ domain: string; account: string; sessions: number }> {
  const domain = domainOrRefuse(wish);
  return database.inGlobal(async (tx) => {
    const accountId = await withdrawProof(tx, domain);
    if (accountId === null) throw new Refusal('not_found', `No account has proven ${domain}.`);
    await enterAccount(tx, accountId);
    const sessions = await revokeBoundSessions(accountId, tx, now());
    await note(tx, { auditKey, now }, accountId, 'withdraw-domain', {
      domain,
      proven: false,
      sessionsEnded: sessions,
    });
    const [account] = await accountNames(tx, [accountId]);
    return { domain, account: account?.name ?? accountId, sessions };
  });
}

function domainOrRefuse(text: string): string {
  const domain = domainSchema.safeParse(text);
  if (!domain.success) throw Refusal.invalid('domain', 'domain: write a domain, as in example.com.');
  return domain.data;
}

async function claimsOfAll(tx: Transaction): Promise<ClaimedDomains[]> {
  const ids = await listAccountIds(tx);
  const names = new Map((await accountNames(tx, ids)).map(({ id, name }) => [id, name]));
  const claims: ClaimedDomains[] = [];
  for (const id of ids) {
    await enterAccount(tx, id);
    await holdDomains(id, tx);
    const domains = await listDomains(id, tx);
    if (domains.length > 0) claims.push({ account: { id, name: names.get(id) ?? id }, domains });
  }
  return claims;
}

async function note(
  tx: Transaction,
  { auditKey, now }: Pick<AtConsole, 'auditKey' | 'now'>,
  accountId: AccountId,
  action: string,
  after: unknown,
): Promise<void> {
  await appendAuditEntry(accountId, tx, auditKey, {
    ...{ at: now(), actorKind: 'system' as const, actorId: null, actorName: 'domains', address: null },
    ...{ action, entity: 'account', entityId: accountId, before: null, after },
  });
}
