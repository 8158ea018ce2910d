import type { CandidateSource } from '@/domain/detection/candidate';
import { denialConfidence } from '@/domain/detection/security-threat';
import { EVENT_CATALOGUE, type EventKind } from '@/domain/event-catalogue';
import type { Sighting } from './sighting';

const ON_KNOWN_DEVICE = 0.5;
const FRAUD_FROM_FAMILIAR_SOURCE = 0.7;

/**
 * How far a statement of a vendor's is believed beside what the person usually does, in (0, 1]: a known device in a
 * strange place is mostly a journey, and a report of fraud about one's own sign-in is often a slip. Undefined where it
 * follows from the verdict alone.
 *
 * @param sighting the authentication that the statement is about
 */
export function judgedConfidence(
  kind: EventKind,
  { place, verdict }: CandidateSource,
  { device, unfamiliar, baseline, signal }: Sighting,
): number | undefined {
  const known = device === 'known';
  if (place === 'denial') return denialConfidence(signal.record.reason, known ? 'known' : 'unknown');
  if (verdict !== 'enforced') return undefined;
  switch (place) {
    case 'rbfs':
    case 'trust':
      return known && EVENT_CATALOGUE[kind].family === 'place' ? ON_KNOWN_DEVICE : undefined;
    case 'assessment':
      return known ? ON_KNOWN_DEVICE : undefined;
    case 'result':
      return kind === 'user_marked_fraud' && baseline.ready && !unfamiliar
        ? FRAUD_FROM_FAMILIAR_SOURCE
        : undefined;
    default:
      return undefined;
  }
}

/** Whether a statement of this place can be judged at all: it is about a sign-in, and says no confidence of its own. */
export function isJudged({ place }: CandidateSource): boolean {
  return ['rbfs', 'trust', 'assessment', 'result', 'denial'].includes(place);
}
