import { z } from 'zod';
import {
  EVENT_CATALOGUE,
  EVENT_KINDS,
  isEventKind,
  SHARED_FAMILIES,
  type EventKind,
} from '@/domain/event-catalogue';

/** How much a person matters to an attacker; it multiplies the attack factor. */
export const CRITICALITIES = ['standard', 'elevated', 'critical'] as const;

export type Criticality = (typeof CRITICALITIES)[number];

/** Path of the field at fault inside the policy, as a person would write it: `weights.novel_asn`. */
function fieldOf(issue: { readonly path?: readonly PropertyKey[] | undefined }): string {
  return (issue.path ?? []).map(String).join('.');
}

const HALF_LIFE =
  'must be a number of days greater than 0, at most 3650 and at least 0.000001; the default is 14.';
const WEIGHT = 'must be a number from 0 to 10; 0 shows the kind without scoring it.';
const MULTIPLIER = 'must be a number from 0.1 to 10; 1 changes nothing.';

function boundedNumber(lowest: number, highest: number, rule: string) {
  const error = (issue: { readonly path?: readonly PropertyKey[] | undefined }) =>
    `${fieldOf(issue)} ${rule}`;
  return z.number({ error }).min(lowest, { error }).max(highest, { error });
}

/** Names what is wrong with a group of fields as a whole: not an object, or with a name in it that does not exist. */
function groupError(owner: string, allowed: readonly string[]) {
  return (issue: { readonly code?: string | undefined; readonly keys?: readonly string[] | undefined }) =>
    issue.code === 'unrecognized_keys'
      ? `${owner} has no field ${(issue.keys ?? []).join(', ')}; its fields are ${allowed.join(', ')}.`
      : `${owner} must be an object with the fields ${allowed.join(', ')}.`;
}

const weightsSchema = z.record(z.enum(EVENT_KINDS), boundedNumber(0, 10, WEIGHT), {
  error: groupError('weights', EVENT_KINDS),
});

const KINDS = EVENT_KINDS.join(', ');

const familiesSchema = z
  .record(
    z.string(),
    z
      .array(
        z.enum(EVENT_KINDS, {
          error: (issue) => `${fieldOf(issue)} must be a kind; the kinds are ${KINDS}.`,
        }),
        { error: (issue) => `${fieldOf(issue)} must be a list of the kinds that one cause raises together.` },
      )
      .max(EVENT_KINDS.length, {
        error: (issue) => `${fieldOf(issue)} repeats kinds; name each of them once.`,
      }),
    { error: 'families must be an object of family names, each with a list of kinds.' },
  )
  .superRefine((families, context) => {
    const seen = new Map<EventKind, string>();
    for (const [family, kinds] of Object.entries(families)) {
      if (isEventKind(family)) {
        const message = `families.${family} has the name of a kind; give the family another name.`;
        context.addIssue({ code: 'custom', path: [family], message });
      }
      for (const kind of kinds) {
        const other = seen.get(kind);
        if (other !== undefined) {
          const message = `families.${family} repeats ${kind}, which is in ${other}; leave it in one place.`;
          context.addIssue({ code: 'custom', path: [family], message });
        }
        seen.set(kind, family);
      }
    }
  });

const POLICY_FIELDS = [
  'halfLifeDays',
  'share',
  'dampingExponent',
  'weights',
  'families',
  'multipliers',
] as const;

/**
 * A complete scoring policy.
 *
 * - `halfLifeDays`: days in which every value halves.
 * - `share`: part of every family but the strongest that counts, 0 to 1. Above 1 a stronger event could lower a score.
 * - `dampingExponent`: the j-th repeat of a kind counts 1/j^exponent.
 * - `weights`: value of a fresh, certain event of each kind, 0 to 10.
 * - `families`: kinds that one cause raises together; a kind that no list names is a family of its own.
 * - `multipliers`: factor for each criticality.
 */
export const scoringPolicySchema = z.strictObject(
  {
    halfLifeDays: boundedNumber(0.000001, 3650, HALF_LIFE),
    share: boundedNumber(0, 1, 'must be a number from 0 to 1; the default is 0.2.'),
    dampingExponent: boundedNumber(0, 10, 'must be a number from 0 (no damping) to 10; the default is 1.5.'),
    weights: weightsSchema.superRefine((weights, context) => {
      if (weights.high_risk_system_event === 0) return;
      const message =
        'weights.high_risk_system_event must be 0: such an event is about the account and never scores a person.';
      context.addIssue({ code: 'custom', path: ['high_risk_system_event'], message });
    }),
    families: familiesSchema,
    multipliers: z.strictObject(
      {
        standard: boundedNumber(0.1, 10, MULTIPLIER),
        elevated: boundedNumber(0.1, 10, MULTIPLIER),
        critical: boundedNumber(0.1, 10, MULTIPLIER),
      },
      { error: groupError('multipliers', CRITICALITIES) },
    ),
  },
  { error: groupError('The policy', POLICY_FIELDS) },
);

export type ScoringPolicy = z.infer<typeof scoringPolicySchema>;

/** The kinds of each shared family in the catalogue. */
function defaultFamilies(): Record<string, EventKind[]> {
  return Object.fromEntries(
    SHARED_FAMILIES.map((family) => [
      family,
      EVENT_KINDS.filter((kind) => EVENT_CATALOGUE[kind].family === family),
    ]),
  );
}

/** The policy every account starts with. */
export const DEFAULT_POLICY: ScoringPolicy = scoringPolicySchema.parse({
  halfLifeDays: 14,
  share: 0.2,
  dampingExponent: 1.5,
  weights: Object.fromEntries(EVENT_KINDS.map((kind) => [kind, EVENT_CATALOGUE[kind].defaultWeight])),
  families: defaultFamilies(),
  multipliers: { standard: 1, elevated: 1.25, critical: 1.5 },
});

export interface PolicyIssue {
  /** Path of the field, for example `weights.novel_asn`; empty for the policy as a whole. */
  readonly field: string;
  /** A sentence that names the field and says what it must be. */
  readonly message: string;
}

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: ScoringPolicy }
  | { readonly ok: false; readonly issues: readonly PolicyIssue[] };

/**
 * Reads a policy from outside. Absent fields take the default, weights and multipliers name by name; `families`, where
 * given, replaces the default families as a whole.
 */
export function parsePolicy(input: unknown): ParsedPolicy {
  const parsed = scoringPolicySchema.safeParse(withDefaults(input));
  if (parsed.success) return { ok: true, policy: parsed.data };
  return {
    ok: false,
    issues: parsed.error.issues.map((issue) => ({ field: fieldOf(issue), message: issue.message })),
  };
}

/** Fills in what an object leaves out; anything that is not an object is left for the schema to refuse. */
function withDefaults(input: unknown): unknown {
  if (!isRecord(input)) return input;
  const { weights, multipliers } = input;
  return {
    ...DEFAULT_POLICY,
    ...input,
    weights: isRecord(weights)
      ? { ...DEFAULT_POLICY.weights, ...weights }
      : (weights ?? DEFAULT_POLICY.weights),
    multipliers: isRecord(multipliers)
      ? { ...DEFAULT_POLICY.multipliers, ...multipliers }
      : (multipliers ?? DEFAULT_POLICY.multipliers),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
