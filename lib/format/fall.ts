import { BAND_FACTS } from '@/domain/bands';
import type { PersonRow } from '@/domain/views/person';
import { formatDuration, formatSpan } from './duration';

/** "falls below High in 4 d 2 h": when the band drops if nothing more happens; null in the lowest band. */
export function fallSentence(fall: PersonRow['fallsBelow'], now: number): string | null {
  if (fall === null) return null;
  const left = Date.parse(fall.at) - now;
  if (left <= 0) return `falling below ${BAND_FACTS[fall.band].label} now`;
  return `falls below ${BAND_FACTS[fall.band].label} in ${formatDuration(left)}`;
}

/** "it would have fallen below High in 4 d 2 h": the same of a past moment, `then`. */
export function fallenSentence(fall: PersonRow['fallsBelow'], then: number): string | null {
  if (fall === null) return null;
  const left = Math.max(0, Date.parse(fall.at) - then);
  return `it would have fallen below ${BAND_FACTS[fall.band].label} in ${formatDuration(left)}`;
}

/** Only the length, for tables: "4 d 2 h"; inside the last minute only seconds. */
export function fallLength(fall: PersonRow['fallsBelow'], now: number): string | null {
  if (fall === null) return null;
  const left = Math.max(0, Date.parse(fall.at) - now);
  return left < 60_000 ? formatSpan(left) : formatDuration(left);
}
