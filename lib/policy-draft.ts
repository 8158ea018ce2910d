import { EVENT_KINDS } from '@/domain/event-catalogue';
import type { NumberedPolicyView } from '@/domain/views/scoring';
import { Problem, sentenceOf } from '@/lib/api/problem';

export type PolicyBody = NumberedPolicyView['body'];

/** A policy while somebody types: numbers as they are written. */
export interface PolicyDraft {
  /** By the path of the field, as in `weights.novel_asn`. */
  readonly numbers: Readonly<Record<string, string>>;
  /** The family of each kind that shares one. */
  readonly families: Readonly<Record<string, string>>;
}

/** The draft that says what a policy says. */
export function draftOf(body: PolicyBody): PolicyDraft {
  return {
    numbers: Object.fromEntries(numbersOf(body).map(([field, value]) => [field, String(value)])),
    families: Object.fromEntries(
      Object.entries(body.families).flatMap(([family, kinds]) => kinds.map((kind) => [kind, family])),
    ),
  };
}

/**
 * What a draft says as a policy, with `base` for what it does not hold. What is no number becomes NaN, which the server
 * refuses by field.
 */
export function bodyOf({ numbers, families }: PolicyDraft, base: PolicyBody): PolicyBody {
  const at = (field: string) => numberOf(numbers[field] ?? '');
  const weights = { ...base.weights };
  for (const kind of EVENT_KINDS) weights[kind] = at(`weights.${kind}`);
  const named = [...new Set(EVENT_KINDS.flatMap((kind) => families[kind] ?? []))].sort();
  return {
    halfLifeDays: at('halfLifeDays'),
    share: at('share'),
    dampingExponent: at('dampingExponent'),
    weights,
    families: Object.fromEntries(
      named.map((family) => [family, EVENT_KINDS.filter((kind) => families[kind] === family)]),
    ),
    multipliers: {
      standard: at('multipliers.standard'),
      elevated: at('multipliers.elevated'),
      critical: at('multipliers.critical'),
    },
  };
}

function numbersOf(body: PolicyBody): [string, number | undefined][] {
  const { halfLifeDays, share, dampingExponent, weights, multipliers } = body;
  return [
    ...Object.entries({ halfLifeDays, share, dampingExponent }),
    ...Object.entries(multipliers).map(([name, value]): [string, number] => [`multipliers.${name}`, value]),
    ...Object.entries(weights).map(([name, value]): [string, number] => [`weights.${name}`, value]),
  ];
}

function numberOf(text: string): number {
  return /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
}

const NO_NUMBER = 'Write a number, as in 1.5.';

/** What is wrong with a field of the draft: the server's sentence without the name of the field, or that it is no number. */
export function faultOf(draft: PolicyDraft, field: string, problem: Problem | null): string | null {
  const said = problem?.fieldMessage(`policy.${field}`);
  if (said !== undefined) {
    const rest = said.startsWith(`${field} `) ? said.slice(field.length + 1) : said;
    return rest.charAt(0).toUpperCase() + rest.slice(1);
  }
  return Number.isNaN(numberOf(draft.numbers[field] ?? '')) ? NO_NUMBER : null;
}

/** The sentence over a draft that was refused: where fields are at fault, each has its own beside it. */
export function sentenceOfRefusal(error: unknown): string {
  const faults =
    error instanceof Problem ? error.fields.filter(({ field }) => field.startsWith('policy.')) : [];
  if (faults.length === 0) return sentenceOf(error);
  return faults.length === 1
    ? 'One number cannot be as it is. What is wrong stands beside it.'
    : `${faults.length} numbers cannot be as they are. What is wrong stands beside each.`;
}
