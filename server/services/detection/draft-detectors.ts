import { z } from 'zod';
import { PERSON_KINDS } from '@/domain/detection/derived/detect-person';
import { thresholdsSchema } from '@/domain/detection/derived/thresholds';

/** What a member may change of the derived detectors. Each fault names its threshold and its bounds. */
export const detectorDraft = {
  thresholds: thresholdsSchema,
  off: z
    .array(
      z.enum(PERSON_KINDS, { error: `off: name kinds that Parapet derives: ${PERSON_KINDS.join(', ')}.` }),
    )
    .max(PERSON_KINDS.length, 'off: name each kind once.')
    .transform((kinds) => [...new Set(kinds)].sort()),
};
