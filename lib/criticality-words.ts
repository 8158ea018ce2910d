import type { PersonRow } from '@/domain/views/person';

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
