import type { RuleCriticality } from '@/domain/views/criticality';
import type { PersonRow } from '@/domain/views/person';
import { formatCountOf } from '@/lib/format/number';

type Criticality = PersonRow['criticality'];

export const CRITICALITY_LABELS: Readonly<Record<Criticality, string>> = {
  standard: 'Standard',
  elevated: 'Elevated',
  critical: 'Critical',
};

export const CRITICALITY_NAMES: readonly Criticality[] = ['standard', 'elevated', 'critical'];

/** Why somebody is as critical as they are: "because of group Finance". */
export function criticalityReason({
  criticalityFrom: { by, group },
}: Pick<PersonRow, 'criticalityFrom'>): string {
  switch (by) {
    case 'group':
      return `because of group ${group ?? ''}`;
    case 'own':
      return 'set for this person';
    case 'default':
      return 'as nobody has set anything else';
  }
}

/** As in "Critical: scored × 1.5"; what multiplies by one is said without it. */
export function criticalityWords(criticality: Criticality, multiplier: number | undefined): string {
  const scored = multiplier === undefined || multiplier === 1 ? '' : `: scored × ${multiplier}`;
  return `${CRITICALITY_LABELS[criticality]}${scored === '' && criticality === 'standard' ? ' person' : scored}`;
}

/** "once" and "1.5 times": how often an attack counts. */
export function timesWords(multiplier: number | undefined): string {
  if (multiplier === undefined) return 'otherwise';
  return multiplier === 1 ? 'once' : `${multiplier} times`;
}

/** What a rule does to the members of its group who have no setting of their own. */
export function ruleEffect(chosen: RuleCriticality | null, people: number): string {
  const whom = formatCountOf(people, 'person', 'people');
  return chosen === null
    ? `The rule goes: the scores of ${whom} move at once, unless another group says the same.`
    : `${CRITICALITY_LABELS[chosen]} for ${whom}: their scores move at once, unless another group says more.`;
}
