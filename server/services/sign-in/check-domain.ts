import { z } from 'zod';
import { domainSchema, readProof } from '@/domain/domain-proof';
import { Refusal } from '@/domain/refusal';
import { checkedDomainSchema } from '@/domain/views/single-sign-on';
import type { Transaction } from '@/server/data/database';
import {
  holdDomains,
  listDomains,
  proveDomain,
  type SignInDomain,
} from '@/server/data/members/sign-in-domains';
import { defineOperation } from '@/server/services/operation';

/** What to say of a domain that another account has proven. Who that is is nobody else’s business. */
export function provenElsewhere(domain: string): string {
  return `${domain} is proven to be another account’s. If it is yours, whoever runs Parapet can withdraw that proof.`;
}

/**
 * Looks for the DNS record that proves a domain of single sign-on to be the account’s. From then on people with such an
 * e-mail address sign in at its provider. A domain that is proven stays so, whether or not the record is found again.
 */
export const checkDomain = defineOperation({
  name: 'check-domain',
  http: { method: 'POST', path: '/api/v1/account/single-sign-on/domains/check' },
  permission: 'members:write',
  stepUp: 'It decides at whose provider people with such an address sign in.',
  input: z.object({ domain: domainSchema }),
  output: checkedDomainSchema,
  audit: { entity: 'account' },
  effect: 'external',
  async run({ accountId, runtime, now, transaction, audit, announce }, { domain }) {
    const claim = await transaction((tx) => claimOrRefuse(accountId, tx, domain));
    const { proves, found } = readProof(domain, claim.token, await runtime.nameServers.txt(domain));
    return transaction(async (tx) => {
      // The list may have been changed while the name servers were asked.
      await holdDomains(accountId, tx);
      const before = await claimOrRefuse(accountId, tx, domain);
      const proved =
        proves &&
        before.token === claim.token &&
        (await proveDomain(accountId, tx, domain, { by: 'dns', at: now }));
      const proven = proved || before.proven !== null;
      audit({
        entityId: accountId,
        before: { domain, proven: before.proven !== null },
        after: { proven, found },
      });
      announce('members');
      if (proved) return { proven, found };
      return { proven, found: proves ? provenElsewhere(domain) : proven ? `${found} ${STAYS}` : found };
    });
  },
});

const STAYS = 'It stays proven all the same.';

async function claimOrRefuse(accountId: string, tx: Transaction, domain: string): Promise<SignInDomain> {
  const claim = (await listDomains(accountId, tx)).find((one) => one.domain === domain);
  if (claim === undefined)
    throw Refusal.invalid(
      'domain',
      `domain: ${domain} is not among the domains of your single sign-on. Add it there, and save, first.`,
    );
  return claim;
}
