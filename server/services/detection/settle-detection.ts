import { z } from 'zod';
import { accountIdSchema } from '@/domain/identifiers';
import { holdCampaigns, takeCampaignsDue } from '@/server/data/campaigns/campaign-due';
import { networksOfMany } from '@/server/data/campaigns/campaigns';
import { commitSoon, type Transaction } from '@/server/data/database';
import { settingsHistory } from '@/server/data/detection/detector-settings';
import { restateCampaigns } from '@/server/services/campaigns/restate-campaigns';
import { defineOperation, execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { type LookedAt, lookAtNext } from './look-again';

/** Hardly any of them bears a campaign. */
const CAMPAIGN_NETWORKS_AT_ONCE = 200;

/**
 * Lets the derived detectors look at what pages put down for them, networks first: what a network did concerns people.
 * Then the campaigns of the networks whose events are others than before are stated anew. A transaction takes a few, and
 * what it took is gone with it, so that whoever is killed here has done nothing yet. What was tried in vain comes last.
 */
export const settleDetection = defineOperation({
  name: 'settle-detection',
  http: 'internal',
  permission: 'integrations:write',
  /** Campaigns may follow a little later: they coalesce what many pages bring. So may what was tried in vain. */
  input: z.object({ campaigns: z.boolean().default(true) }),
  output: z.object({ networks: z.number(), people: z.number(), campaigns: z.number() }),
  audit: { none: 'Detection follows from the records by itself; nobody decides it.' },
  effect: 'external',
  run: async ({ accountId, runtime, transaction, announce }, { campaigns }) => {
    const settled = { networks: 0, people: 0, campaigns: 0 };
    const soon = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
      transaction(async (tx) => {
        await commitSoon(tx);
        return work(tx);
      });
    const repeat = async (one: () => Promise<LookedAt>): Promise<number> => {
      for (let sum = 0; ;) {
        const { done, more } = await one();
        sum += done;
        if (!more || runtime.stopping.aborted) return sum;
      }
    };
    const looking = { accountId, runtime, transaction: soon, announce };
    settled.networks = await repeat(() => lookAtNext(looking, 'network', 'new'));
    settled.people = await repeat(() => lookAtNext(looking, 'person', 'new'));
    if (!campaigns) return settled;
    settled.networks += await repeat(() => lookAtNext(looking, 'network', 'tried'));
    settled.people += await repeat(() => lookAtNext(looking, 'person', 'tried'));
    const settleCampaigns = async (tx: Transaction): Promise<number> => {
      await holdCampaigns(accountId, tx);
      const due = await takeCampaignsDue(accountId, tx, CAMPAIGN_NETWORKS_AT_ONCE);
      const networks = due.map(({ network }) => network);
      const ofMany = await networksOfMany(accountId, tx, networks);
      if (ofMany.size === 0) return due.length;
      const settings = await settingsHistory(accountId, tx);
      let changed = false;
      for (const network of due.filter((one) => ofMany.has(one.network)))
        changed = (await restateCampaigns({ accountId, runtime, settings }, tx, network)) || changed;
      if (changed) announce('events');
      return due.length;
    };
    settled.campaigns = await repeat(async () => {
      const done = await soon(settleCampaigns);
      return { done, more: done === CAMPAIGN_NETWORKS_AT_ONCE };
    });
    return settled;
  },
});

/** The same, right after what made it due. What fails here is due still, and `keepHouse` goes on with it. */
export async function settleNow(
  runtime: Runtime,
  accountId: string,
  { campaigns = true }: { readonly campaigns?: boolean } = {},
): Promise<void> {
  try {
    const actor = { kind: 'system', name: 'detection', accountId: accountIdSchema.parse(accountId) } as const;
    await execute(settleDetection, { actor, runtime, input: { campaigns } });
  } catch (error) {
    runtime.log.warn({ err: error }, 'detection: will go on later');
  }
}

interface Round {
  readonly ends: Promise<void>;
  /** The round after it, that somebody asked for while this one ran. */
  next: Promise<void> | null;
}

const rounds = new WeakMap<Runtime, Map<string, Round>>();

/**
 * The same beside whatever goes on, one round at a time in an account: what many pages make due of a person is looked at
 * once. Campaigns are left to `keepHouse`. Resolves when what is due now is settled.
 */
export function settleSoon(runtime: Runtime, accountId: string): Promise<void> {
  const own = rounds.get(runtime) ?? new Map<string, Round>();
  rounds.set(runtime, own);
  const running = own.get(accountId);
  if (running !== undefined) {
    running.next ??= running.ends.then(() => settleSoon(runtime, accountId));
    return running.next;
  }
  const ends = settleNow(runtime, accountId, { campaigns: false }).finally(() => own.delete(accountId));
  own.set(accountId, { ends, next: null });
  return ends;
}
