import type { Preparation } from '@/domain/views/scoring';
import type { PreparationRow } from '@/server/data/scoring/policy-preparation';

/** How far a policy is that is being prepared, as pages say it: never 100 %, because then it is in force. */
export function presentPreparation({ number, startedAt, done, total }: PreparationRow): Preparation {
  return {
    number,
    startedAt: new Date(startedAt).toISOString(),
    done,
    total,
    percent: total === 0 ? 0 : Math.min(99, Math.floor((100 * done) / total)),
  };
}
