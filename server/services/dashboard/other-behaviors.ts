import { policyReasonLabel } from '@/domain/access-policy';
import { utcDay } from '@/domain/human-risk/factor-use';
import { POSTURE_BEHAVIORS, POSTURE_LABELS, type PostureMark } from '@/domain/human-risk/posture-state';
import { RISK_CATEGORY_FACTS } from '@/domain/human-risk/risk-category';
import { rangeWindow } from '@/domain/range-window';
import { countsOrGaps } from '@/domain/unread-time';
import type { Range } from '@/domain/views/dashboard';
import type { OrganisationRisk, PolicyBehavior, PostureBehavior } from '@/domain/views/other-behaviors';
import type { Transaction } from '@/server/data/database';
import { type PostureHistory, postureHistory } from '@/server/data/people/posture-history';
import { AS_OF_NOW, type PeopleTables } from '@/server/data/people/people-tables';
import { type AccountRisk, accountRisk } from '@/server/data/scoring/human-risk-figures';
import {
  denialsByBar,
  type DenialCount,
  denialsIn,
  nearestQuarter,
} from '@/server/data/signals/access-denials';
import { presentHumanRisk } from '@/server/services/people/present-human-risk';
import type { Runtime } from '@/server/services/runtime';
import { feedCover } from './feed-cover';
import { unreadBars } from './identity-behavior';
import { unreadDirectory } from './unread-directory';
import type { CountedMoment } from '@/server/services/people/grounds';

export interface OtherBehaviors {
  readonly organisation: OrganisationRisk;
  readonly posture: PostureBehavior[];
  readonly policy: PolicyBehavior;
  /** Standard deviation of everybody's scores. */
  readonly deviation: number;
}

/**
 * What is counted beside identity events at a moment: posture, which feeds the human risk score, and denials by the access
 * policy, which have no past but their own: they are by when they occurred, in either reading.
 */
export async function otherBehaviors(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  range: Range,
  moment: CountedMoment,
  tables: PeopleTables = AS_OF_NOW,
): Promise<OtherBehaviors> {
  const { at } = moment;
  const risk = await accountRisk(accountId, tx, tables);
  const history = await postureHistory(accountId, tx, utcDay(rangeWindow(range, at).from), utcDay(at));
  const unread = await unreadDirectory(accountId, tx, history.days, at);
  return {
    organisation: organisationOf(risk),
    posture: POSTURE_BEHAVIORS.map((behavior) => ({ ...postureOf(behavior, risk, history), unread })),
    policy: await policyDenials(accountId, tx, runtime, range, moment),
    deviation: risk.figures.deviation,
  };
}

function organisationOf({ bands, figures, without }: AccountRisk): OrganisationRisk {
  return {
    bands,
    people: figures.people,
    without,
    score: presentHumanRisk(figures.people === 0 ? null : figures.mean),
  };
}

function postureOf(
  { id, states }: (typeof POSTURE_BEHAVIORS)[number],
  risk: AccountRisk,
  history: PostureHistory,
): Omit<PostureBehavior, 'unread'> {
  const { label, meaning } = RISK_CATEGORY_FACTS[id];
  const known = risk.known[id];
  const best = states.at(-1);
  return {
    id,
    label,
    meaning,
    known,
    atRisk: known - (best === undefined ? 0 : risk.states[best]),
    ...movedOf(id, history),
    states: states.map((state) => ({
      state,
      label: POSTURE_LABELS[state],
      people: risk.states[state],
      ...movedOf(state, history),
    })),
  };
}

/** How a count has moved over the days of a range; before the first scores nothing was known. */
function movedOf(mark: PostureMark, { since, days, counts }: PostureHistory) {
  const trend = days.map((day, index) =>
    since === null || day < since ? null : (counts.get(mark)?.[index] ?? 0),
  );
  const first = trend[0] ?? null;
  return { trend, change: first === null ? null : (trend.at(-1) ?? first) - first };
}

async function policyDenials(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  range: Range,
  moment: CountedMoment,
): Promise<PolicyBehavior> {
  const { at, past: reading } = moment;
  const window = rangeWindow(range, at);
  // Denials are counted by quarters of an hour, and what came after a past moment is left out.
  const to = reading === null ? window.to : Math.max(window.from, Math.min(window.to, nearestQuarter(at)));
  const counts = await denialsIn(accountId, tx, { from: window.from, to });
  const inBars = await denialsByBar(accountId, tx, { from: window.from, to, barMs: window.bucketMs });
  // As long as the present period has lasted: its last bar is still filling.
  const past = await denialsIn(accountId, tx, {
    from: window.previousFrom,
    to: nearestQuarter(window.previousTo),
  });
  const cover = await feedCover(accountId, tx, runtime, window, moment);
  const { covered } = cover;
  const unread = unreadBars(window, cover);
  // Without the period before there is nothing to compare with: not a rise from zero.
  const isComparable = covered !== null && covered.from <= window.previousFrom;
  /** How the denials of one reason have moved, or of all. */
  const moved = (own: readonly DenialCount[], reason?: string) => {
    const isMeant = (one: { readonly reason: string }) => reason === undefined || one.reason === reason;
    const found = new Map<number, number>();
    for (const { bar, denials } of inBars.filter(isMeant)) found.set(bar, (found.get(bar) ?? 0) + denials);
    const change = isComparable ? sumOf(own) - sumOf(past.filter(isMeant)) : null;
    return { change, trend: countsOrGaps(found, unread) };
  };
  const byReason = new Map<string, typeof counts>();
  for (const count of counts) byReason.set(count.reason, [...(byReason.get(count.reason) ?? []), count]);
  return {
    from: new Date(window.from).toISOString(),
    to: new Date(to).toISOString(),
    denials: sumOf(counts),
    ...moved(counts),
    unread,
    reasons: [...byReason]
      .map(([reason, own]) => ({
        reason,
        label: policyReasonLabel(reason),
        denials: sumOf(own),
        ...moved(own, reason),
        applications: own.map((count) => ({
          name: count.application === '' ? null : count.application,
          denials: count.denials,
        })),
      }))
      .sort((a, b) => b.denials - a.denials || (a.label < b.label ? -1 : 1)),
  };
}

function sumOf(counts: readonly DenialCount[]): number {
  return counts.reduce((sum, { denials }) => sum + denials, 0);
}
