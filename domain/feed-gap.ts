/**
 * Why a stretch was not, or may not have been, collected: `history` the vendor no longer keeps it; `same_second` more
 * records share a second than the vendor shows; `skipped` a member chose to; `disabled` the integration or the stream
 * was off; `refused` the vendor refused the request for it; `unclear` an answer could not be gone on from. Stored:
 * never rename one.
 */
export const GAP_CAUSES = ['history', 'same_second', 'skipped', 'disabled', 'refused', 'unclear'] as const;
export type GapCause = (typeof GAP_CAUSES)[number];

/** Each cause as a sentence a person would say. */
export const GAP_WORDS: Readonly<Record<GapCause, string>> = {
  history: 'It was older than what the vendor keeps, or lets us read, when it was asked for.',
  same_second:
    'More records share one second than the vendor shows of it. Some of them may be missing; asking again does not bring them.',
  skipped: 'A member chose to skip it when reading was resumed.',
  disabled: 'The integration or the stream was switched off.',
  refused: 'The vendor refused the request for it.',
  unclear:
    'The vendor’s answer did not say how to go on from it. Some records may be missing; reading the window again may bring them.',
};
