import { bandOf, shownScore } from '@/domain/bands';
import { utcDay } from '@/domain/human-risk/factor-use';
import { riskShares } from '@/domain/human-risk/human-risk';
import { DEFAULT_HUMAN_RISK_WEIGHTS, RISK_CATEGORY_FACTS } from '@/domain/human-risk/risk-category';
import { DAY_MS } from '@/domain/scoring/scored-event';
import type { HumanRiskProfile } from '@/domain/views/human-risk';
import type { PersonRow } from '@/domain/views/person';
import type { PersonRisk } from '@/server/data/scoring/human-risk';

/** A human risk score as it is shown everywhere. */
export function presentHumanRisk(score: number | null): PersonRow['humanRisk'] {
  return score === null ? null : { score, shown: shownScore(score).toFixed(1), band: bandOf(score) };
}

/** What a score is made of, and its course over some days up to an instant (epoch ms). */
export function presentRiskProfile(
  risk: (PersonRisk & { readonly since: number }) | null,
  rows: readonly { readonly day: number; readonly score: number | null }[],
  window: { readonly from: number; readonly now: number },
): HumanRiskProfile {
  if (risk === null) return { reckoned: false, since: null, categories: [], course: [] };
  const shares = riskShares(risk.readings);
  return {
    reckoned: true,
    since: new Date(risk.since).toISOString(),
    categories: risk.readings.map(({ category, value, leftOut, evidence }) => {
      const { label, source, meaning, recoverable } = RISK_CATEGORY_FACTS[category];
      return {
        category,
        label,
        source,
        meaning,
        recoverable,
        weight: DEFAULT_HUMAN_RISK_WEIGHTS[category],
        value,
        shown: value === null ? null : shownScore(value).toFixed(1),
        share: shares.get(category) ?? null,
        leftOut,
        evidence,
      };
    }),
    course: courseOf(rows, window),
  };
}

/** A day without a row is as the day before it; before the first row there is none. */
function courseOf(
  rows: readonly { readonly day: number; readonly score: number | null }[],
  { from, now }: { readonly from: number; readonly now: number },
): HumanRiskProfile['course'] {
  const first = rows[0]?.day;
  if (first === undefined) return [];
  const begin = Math.max(utcDay(from), first);
  const days = Math.max(0, Math.round((utcDay(now) - begin) / DAY_MS) + 1);
  return Array.from({ length: days }, (_, index) => {
    const day = begin + index * DAY_MS;
    const row = rows.findLast((candidate) => candidate.day <= day);
    return { day: new Date(day).toISOString(), score: row?.score ?? null };
  });
}
