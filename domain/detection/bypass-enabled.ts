import { dayAnchor } from '@/domain/detection/anchors';
import type { Candidate, CandidateSource } from '@/domain/detection/candidate';
import { candidateOf, toldBy } from '@/domain/detection/merge-candidates';
import type { ActivityRecord, AdministratorRecord, TrustMonitorRecord } from '@/domain/stream-record';
import { toldMembers } from '@/domain/told-members';

/** What was done: the person was put into bypass, or codes were made that take the place of a second factor. */
type BypassAct = 'bypass_status' | 'bypass_codes';

/** One record of an act as detectors take it. `signalKey` in hex. */
export interface ActSignal {
  readonly signalKey: string;
  readonly record: ActivityRecord | AdministratorRecord;
}

/**
 * `bypass_enabled` for the person that it was done to, once per UTC day: `user_update` to the status Bypass, or
 * `bypass_create`, in the administrator log or the activity log. Who did it is told and is somebody else. Several logs
 * tell of one act; all of them are sources of one event. An act that failed, and a change that leaves a bypass as it was,
 * raise nothing. Sources: Duo's Admin API documentation, "Administrator Logs" and "Activity Logs".
 */
export function detectBypass({ signalKey, record }: ActSignal): readonly Candidate[] {
  const act = bypassAct(record);
  if (act === null) return [];
  const { occurredAt, ip } = record;
  const byWhom = record.kind === 'activity' ? (record.actor?.name ?? null) : record.actor;
  const toWhom = record.kind === 'activity' ? (record.target?.name ?? null) : record.object;
  const country = record.kind === 'activity' ? record.country : null;
  const told = { at: occurredAt, actor: byWhom, target: toWhom, ip, country, act };
  const source = {
    signalKey,
    place: 'act',
    verdict: 'enforced',
    detectorName: null,
    occurredAt,
    told,
  } as const;
  return [bypassOf(source, occurredAt, dayAnchor(occurredAt))];
}

/** The same as Trust Monitor reports it, at the instant at which the bypass was enabled. */
export function detectBypassStatus({
  signalKey,
  record,
}: {
  readonly signalKey: string;
  readonly record: TrustMonitorRecord;
}): readonly Candidate[] {
  const { enabledBy, enabledFor, enabledAt, occurredAt } = record;
  if (enabledFor === null) return [];
  const act: BypassAct = 'bypass_status';
  const at = enabledAt ?? occurredAt;
  const told = {
    ...{ at, actor: enabledBy?.name ?? null, target: enabledFor.name },
    ...{ ip: null, country: null, act },
  };
  return [
    bypassOf(
      { signalKey, place: 'trust_monitor', verdict: 'enforced', detectorName: null, occurredAt, told },
      at,
      dayAnchor(at),
    ),
  ];
}

/** The bypass of one source, at an instant (epoch ms), counted on the day of the anchor. */
export function bypassOf(source: CandidateSource, at: number, anchor: string): Candidate {
  const facts = {
    ...{ ip: null, city: null, country: null, application: null, factor: null, reason: null },
    ...{ actor: null, target: null, names: [] },
    ...toldBy([source]),
  };
  const candidate = candidateOf('bypass_enabled', anchor, { source, facts, outcome: 'unknown' });
  return { ...candidate, occurredAt: at };
}

function bypassAct(record: ActSignal['record']): BypassAct | null {
  if (record.kind === 'activity' && record.succeeded === false) return null;
  const action = record.action.toLowerCase();
  if (action === 'bypass_create') return 'bypass_codes';
  if (action !== 'user_update') return null;
  if (record.kind === 'administrator') return isBypass(record.description) ? 'bypass_status' : null;
  return isBypass(record.targetDetails) && !isBypass(record.oldTargetDetails) ? 'bypass_status' : null;
}

function isBypass(details: string | null): boolean {
  const { status } = toldMembers(details);
  return typeof status === 'string' && status.toLowerCase() === 'bypass';
}
