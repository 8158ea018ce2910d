import { Refusal } from '@/domain/refusal';
import { parsePolicy, type ScoringPolicy } from '@/domain/scoring/policy';

/** Where a draft stands in the input of an operation. */
const FIELD = 'policy';

/**
 * Reads a policy that somebody drafted. Fields that are left out take the default.
 * @throws Refusal that names each field at fault, below `policy`
 */
export function draftPolicy(input: unknown): ScoringPolicy {
  const parsed = parsePolicy(input);
  if (parsed.ok) return parsed.policy;
  const fields = parsed.issues.map(({ field, message }) => ({
    field: field === '' ? FIELD : `${FIELD}.${field}`,
    message,
  }));
  throw new Refusal('invalid_input', fields[0]?.message ?? 'The policy cannot be read.', fields);
}
