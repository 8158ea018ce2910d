import { z } from 'zod';
import { POSTURE_STATES } from '@/domain/human-risk/posture-state';
import { bandCountsSchema } from './score';
import { humanRiskScoreSchema } from './human-risk';

/** The human risk of everybody. */
export const organisationRiskSchema = z.object({
  bands: bandCountsSchema,
  /** People with a score, and those of whom nothing is known, who are in no band. */
  people: z.number().int(),
  without: z.number().int(),
  /** The mean of those who have one; null where nobody has. */
  score: humanRiskScoreSchema.nullable(),
});
export type OrganisationRisk = z.infer<typeof organisationRiskSchema>;

/** How a count of people has moved since the beginning of a range. */
const movedSchema = z.object({
  /** Null where posture was not known then. */
  change: z.number().int().nullable(),
  /** By UTC day, the newest last; null where it was not known. */
  trend: z.array(z.number().int().nullable()),
});

/** A behavior that feeds the human risk score: where people stand now. */
export const postureBehaviorSchema = z.object({
  id: z.enum(['mfa_enrolment', 'authenticator_strength', 'device_health']),
  label: z.string(),
  meaning: z.string(),
  /** People of whom it is known, and those of them who do not stand best. */
  known: z.number().int(),
  atRisk: z.number().int(),
  ...movedSchema.shape,
  /** For each day of the trends whether a directory was too old in it to tell: people stand as before. */
  unread: z.array(z.boolean()),
  /** The worst first; each is a list of people. */
  states: z.array(
    z.object({
      state: z.enum(POSTURE_STATES),
      label: z.string(),
      people: z.number().int(),
      ...movedSchema.shape,
    }),
  ),
});
export type PostureBehavior = z.infer<typeof postureBehaviorSchema>;

/** Sign-ins that the access policy stopped in a range. Shown, and not scored. */
export const policyBehaviorSchema = z.object({
  /** The window that they are counted in, half open. */
  from: z.string(),
  to: z.string(),
  denials: z.number().int(),
  /**
   * Against the period before, which ends as far into its last bar as this one, to the quarter of an hour; null where no
   * feed had read it whole.
   */
  change: z.number().int().nullable(),
  /** Null where nothing was found, and not all of that time was read. */
  trend: z.array(z.number().nullable()),
  /** For each bar of the trend whether not all of its time was read. */
  unread: z.array(z.boolean()),
  reasons: z.array(
    z.object({
      reason: z.string(),
      label: z.string(),
      denials: z.number().int(),
      /** As of all of them together. */
      change: z.number().int().nullable(),
      trend: z.array(z.number().nullable()),
      /** The most first; null for no name. */
      applications: z.array(z.object({ name: z.string().nullable(), denials: z.number().int() })),
    }),
  ),
});
export type PolicyBehavior = z.infer<typeof policyBehaviorSchema>;
