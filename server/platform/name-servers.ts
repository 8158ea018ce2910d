import { Resolver } from 'node:dns/promises';
import type { TxtAnswer } from '@/domain/domain-proof';
import type { Environment } from './environment';

/** Name servers, for what is proven by a record of a domain. */
export interface NameServers {
  /** The TXT records of a domain, each joined of its parts. Never throws. */
  txt(domain: string): Promise<TxtAnswer>;
}

/** A server is asked twice, the second time for longer; all of them together have no more time than this. */
const ASK_MS = 2_000;
const ANSWER_WITHIN_MS = 8_000;

/** Asks the name servers of the machine, or those that the settings name. */
export function openNameServers({ nameServers }: Pick<Environment, 'nameServers'>): NameServers {
  return {
    async txt(domain) {
      // One of its own, so that giving up on this question gives up on no other.
      const resolver = new Resolver({ timeout: ASK_MS, tries: 2 });
      if (nameServers.length > 0) resolver.setServers([...nameServers]);
      const timer = setTimeout(() => resolver.cancel(), ANSWER_WITHIN_MS);
      try {
        const records = await resolver.resolveTxt(domain);
        return { ok: true, records: records.map((parts) => parts.join('')) };
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : null;
        if (code === 'ENODATA') return { ok: true, records: [] };
        return { ok: false, why: code === 'ENOTFOUND' ? 'no_domain' : 'no_answer' };
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
