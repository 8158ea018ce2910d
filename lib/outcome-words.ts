import type { EventRow } from '@/domain/views/person';

/** Whether they got in, in a word. */
export const OUTCOME_LABELS: Readonly<Record<EventRow['outcome'], string>> = {
  got_in: 'Got in',
  refused: 'Refused',
  unknown: 'Unknown',
};
