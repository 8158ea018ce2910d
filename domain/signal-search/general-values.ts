import { POLICY_REASONS } from '@/domain/access-policy';
import type { SearchField } from './search-fields';

/** A value of a field that says more than its letters. */
export type GeneralValue =
  { readonly means: 'any_of'; readonly values: readonly string[] } | { readonly means: 'not_said' };

interface GeneralFacts {
  readonly field: SearchField;
  readonly value: string;
  /** As the box and the chips say it. */
  readonly words: string;
  readonly general: GeneralValue;
}

/** Words that a search knows beside what records say; each is written as it stands here, in any case. */
export const GENERAL_VALUES: readonly GeneralFacts[] = [
  {
    field: 'reason',
    value: 'policy',
    words: 'any of the access policy',
    general: { means: 'any_of', values: Object.keys(POLICY_REASONS) },
  },
  { field: 'application', value: 'none', words: 'none named', general: { means: 'not_said' } },
];

/** What a value of a field stands for beside itself; null for one that means what it says. */
export function generalValue(field: SearchField | 'text', value: string): GeneralFacts | null {
  const lower = value.toLowerCase();
  return GENERAL_VALUES.find((one) => one.field === field && one.value === lower) ?? null;
}
