import type { ScoringPolicy } from '@/domain/scoring/policy';
import type { Profile } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import { connectedBetween } from '@/server/data/people/past-people';
import { forgottenThen } from '@/server/services/privacy/forgotten-then';
import type { CountedMoment, Moment } from './grounds';

/** What every answer of a moment says of it. */
export type PastFacts = Pick<Profile, 'at' | 'asOf' | 'reading' | 'collectsSince' | 'forgotten'>;

/** Of which moment an answer is, by which knowledge, and what that moment lacks; under the policy that was in force. */
export async function pastFacts(
  accountId: string,
  tx: Transaction,
  moment: CountedMoment,
  policy: Pick<ScoringPolicy, 'halfLifeDays'>,
): Promise<PastFacts> {
  const { at, past, now } = moment;
  const text = new Date(at).toISOString();
  return {
    at: text,
    asOf: past === null ? null : text,
    reading: past,
    collectsSince: await collectsSince(accountId, tx, moment),
    forgotten: await forgottenThen(accountId, tx, moment, policy, now),
  };
}

/** Since when Parapet collects, of a moment as known then that lies before; null of any other. */
async function collectsSince(
  accountId: string,
  tx: Transaction,
  { at, past }: Moment,
): Promise<string | null> {
  const first = past === 'then' ? (await connectedBetween(accountId, tx))?.first : undefined;
  return first !== undefined && at < first.getTime() ? first.toISOString() : null;
}
