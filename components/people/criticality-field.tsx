'use client';

import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Profile } from '@/domain/views/person';
import { sentenceOf } from '@/lib/api/problem';
import {
  CRITICALITY_LABELS,
  CRITICALITY_NAMES,
  criticalityReason,
  criticalityWords,
} from '@/lib/criticality-words';
import { useSetCriticality } from '@/lib/queries/criticality';
import { sessionQuery } from '@/lib/queries/frame';
import styles from './people.module.css';

/** How critical a person is and why, and the choice of it for those who may. */
export function CriticalityField({ profile: { person, policy, asOf } }: { profile: Profile }) {
  const { data: session } = useQuery(sessionQuery());
  const set = useSetCriticality(person.id);
  const words = `${criticalityWords(person.criticality, policy.multipliers[person.criticality])}, ${criticalityReason(person)}`;
  // Of the past there is nothing to choose.
  if (asOf !== null || session?.permissions.includes('criticality:write') !== true) return words;
  const own = person.criticalityFrom.by === 'own' ? person.criticality : '';
  return (
    <>
      <NativeSelect
        aria-label="Criticality"
        className={styles.criticality ?? ''}
        size="xs"
        value={own}
        disabled={set.isPending}
        onChange={(changed) => {
          const chosen = CRITICALITY_NAMES.find((name) => name === changed.currentTarget.value);
          set.mutate(chosen ?? null);
        }}
      >
        <option value="">As the groups say</option>
        {CRITICALITY_NAMES.map((name) => (
          <option key={name} value={name}>
            {CRITICALITY_LABELS[name]}
          </option>
        ))}
      </NativeSelect>
      <span className={styles.criticalityWhy}>{words}</span>
      {set.error !== null && <span role="alert">{sentenceOf(set.error)}</span>}
    </>
  );
}
