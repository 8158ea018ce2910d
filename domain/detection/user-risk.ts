import { dayAnchor } from '@/domain/detection/anchors';
import type { AuthenticationSignal, Candidate } from '@/domain/detection/candidate';
import { factsOf, outcomeOf, sourceOf } from '@/domain/detection/duo-verdicts';
import { candidateOf, mergeCandidates } from '@/domain/detection/merge-candidates';

/**
 * `user_risk_changed` for one person, once per UTC day: Duo's trust fell from NORMAL to LOW between two assessments
 * that follow each other, or the person was locked out. Recovery raises nothing. `window` may come in any order; to
 * see a fall at its beginning it must hold the person's last assessed signal before it, and what that one raises is
 * raised again, equal.
 */
export function detectUserRisk(window: readonly AuthenticationSignal[]): readonly Candidate[] {
  const ordered = [...window].sort(byTime);
  const candidates: Candidate[] = [];
  let levelBefore: 'LOW' | 'NORMAL' | null = null;
  for (const signal of ordered) {
    const { record } = signal;
    const statement = { facts: factsOf(record), outcome: outcomeOf(record) };
    const anchor = dayAnchor(record.occurredAt);
    if (record.reason === 'locked_out') {
      const source = sourceOf(signal, 'lockout', 'enforced', null);
      candidates.push(candidateOf('user_risk_changed', anchor, { ...statement, source }));
    }
    const { trust } = record;
    if (trust === null || trust.level === 'other') continue;
    if (trust.level === 'LOW' && levelBefore === 'NORMAL') {
      const source = sourceOf(signal, 'assessment', trust.preview ? 'preview' : 'enforced', null);
      candidates.push(candidateOf('user_risk_changed', anchor, { ...statement, source }));
    }
    levelBefore = trust.level;
  }
  return mergeCandidates(candidates);
}

/** Equal instants come in the order of their keys, so that late arrival changes nothing. */
function byTime(a: AuthenticationSignal, b: AuthenticationSignal): number {
  return a.record.occurredAt - b.record.occurredAt || (a.signalKey < b.signalKey ? -1 : 1);
}
