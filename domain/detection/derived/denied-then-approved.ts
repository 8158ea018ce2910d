import type { Finding } from './derive';
import { isRetryLoop } from './push-harassment';
import type { Sighting, Surroundings } from './sighting';
import { isExplicitRefusal, isPush, isRefusedPush, MINUTE_MS } from './terms';
import type { Thresholds } from './thresholds';

/** An approval that gave in, with the refusals before it. */
export interface GivenIn {
  readonly refusals: readonly Sighting[];
  readonly finding: Omit<Finding, 'subject'>;
}

/**
 * `denied_then_approved`, the strongest kind: a push was approved minutes after pushes from the same network had been
 * refused, and the network is unfamiliar; or any sign-in succeeded from a source that sprays. From a familiar source
 * people refuse and retry by themselves, so it takes many refusals, one of them marked as a mistake or fraud, and is
 * believed less.
 *
 * @param before the person's sightings before, oldest first
 */
export function detectGivenIn(
  approval: Sighting,
  before: readonly Sighting[],
  { isOutage, isSpraying }: Pick<Surroundings, 'isOutage' | 'isSpraying'>,
  thresholds: Thresholds,
): GivenIn | null {
  const { network, success, interactive, at } = approval;
  if (!success || !interactive || network === null) return null;
  const refusals = refusalsBefore(approval, before, thresholds);
  const last = refusals.at(-1);
  const explicit = refusals.some(({ signal }) => isExplicitRefusal(signal.record));
  const measured = {
    pushes: refusals.length,
    spanMs: at - (refusals[0]?.at ?? at),
    sprayed: isSpraying(network, at),
  };
  if (measured.sprayed && !approval.egress) return { refusals, finding: { confidence: 0.9, measured } };
  if (last === undefined || at - last.at > thresholds.approvalAfterMinutes * MINUTE_MS) return null;
  if (!isPush(approval.signal.record)) return null;
  if (approval.unfamiliar) {
    const enough = explicit || refusals.length >= thresholds.approvalRefusals;
    return enough ? { refusals, finding: { confidence: 0.9, measured } } : null;
  }
  if (refusals.length < thresholds.approvalFamiliarRefusals || !explicit) return null;
  if (isRetryLoop(refusals, thresholds) || isOutage(at)) return null;
  return { refusals, finding: { confidence: 0.3, measured } };
}

/** Refused pushes from the same network in the half hour before. */
function refusalsBefore(
  { at, network }: Sighting,
  before: readonly Sighting[],
  { approvalMinutes }: Thresholds,
): Sighting[] {
  const since = before.findLastIndex((seen) => seen.at <= at - approvalMinutes * MINUTE_MS) + 1;
  return before.slice(since).filter((seen) => seen.network === network && isRefusedPush(seen.signal.record));
}
