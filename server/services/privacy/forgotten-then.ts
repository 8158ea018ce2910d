import { retentionCutoff } from '@/domain/retention';
import { FADED_HALF_LIVES } from '@/domain/scoring/faded';
import type { ScoringPolicy } from '@/domain/scoring/policy';
import { DAY_MS } from '@/domain/scoring/scored-event';
import type { Profile } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import { retentionOf } from '@/server/data/privacy/retention';
import type { Moment } from '@/server/services/people/grounds';
import { eventsCutoff, eventsKept } from './remove-old-events';

const NOTHING: Profile['forgotten'] = { namesBefore: null, eventsBefore: null };

/**
 * What a past moment cannot be shown by, because it is kept no longer. Names of then are those of the oldest entry of the
 * directory that is kept; a score of then lacks the events that had not faded yet and are gone.
 */
export async function forgottenThen(
  accountId: string,
  tx: Transaction,
  { at, past }: Moment,
  { halfLifeDays }: Pick<ScoringPolicy, 'halfLifeDays'>,
  now: number,
): Promise<Profile['forgotten']> {
  if (past === null) return NOTHING;
  const { days } = await retentionOf(accountId, tx);
  const names = days.directory === null ? null : retentionCutoff(days.directory, now);
  const events =
    days.events === null ? null : eventsCutoff(days.events, await eventsKept(accountId, tx), now);
  const reach = at - FADED_HALF_LIVES * halfLifeDays * DAY_MS;
  return {
    namesBefore: past === 'then' && names !== null && at < names ? new Date(names).toISOString() : null,
    eventsBefore: events !== null && reach < events ? new Date(events).toISOString() : null,
  };
}
