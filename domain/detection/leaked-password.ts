import { dayAnchor } from '@/domain/detection/anchors';
import type { ActSignal } from '@/domain/detection/bypass-enabled';
import type { Candidate } from '@/domain/detection/candidate';
import { candidateOf, toldBy } from '@/domain/detection/merge-candidates';

/** A record that says of a person that their password leaked: the log and the action, as the vendor writes it. */
export interface LeakRule {
  readonly log: ActSignal['record']['kind'];
  readonly action: string;
}

/**
 * Empty: Duo documents no record that reports a leaked password. Should it write one, a line here is all that is needed.
 * Other systems report leaks through an inbound integration. Source: the lists of actions in Duo's Admin API
 * documentation, "Administrator Logs" and "Activity Logs".
 */
export const LEAK_RULES: readonly LeakRule[] = [];

/**
 * `leaked_password` from a record of an act that a rule names, for the person it is about, once per UTC day: several logs
 * may report one leak. Believed whole (confidence 1), because the vendor says so itself.
 */
export function detectLeakedPassword(
  { signalKey, record }: ActSignal,
  rules: readonly LeakRule[] = LEAK_RULES,
): readonly Candidate[] {
  const { kind, action, occurredAt, ip } = record;
  if (!rules.some((rule) => rule.log === kind && rule.action === action.toLowerCase())) return [];
  const told = {
    at: occurredAt,
    actor: null,
    target: record.kind === 'activity' ? (record.target?.name ?? null) : record.object,
    ip,
    country: record.kind === 'activity' ? record.country : null,
    act: action,
  };
  const source = {
    signalKey,
    place: 'act',
    verdict: 'enforced',
    detectorName: null,
    occurredAt,
    told,
  } as const;
  const facts = {
    ...{ ip: null, city: null, country: null, application: null, factor: null, reason: null },
    ...{ actor: null, target: null, names: [] },
    ...toldBy([source]),
  };
  return [candidateOf('leaked_password', dayAnchor(occurredAt), { source, facts, outcome: 'unknown' })];
}
