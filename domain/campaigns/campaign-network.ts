import type { Candidate } from '@/domain/detection/candidate';
import { networkOf } from '@/domain/detection/derived/network';

/**
 * The network that an event counts under in campaigns: that of its address. A bypass has its administrator's address,
 * which is nobody's attack.
 *
 * @returns null where there is none, or where a private address proves nothing
 */
export function campaignNetworkOf({ kind, facts }: Pick<Candidate, 'kind' | 'facts'>): string | null {
  return kind === 'bypass_enabled' ? null : networkOf(facts.ip);
}
