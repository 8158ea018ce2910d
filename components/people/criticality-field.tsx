'use client';

import { useQuery } from '@tanstack/react-query';
import { ChooseCriticality } from '@/components/criticality/choose-criticality';
import type { Profile } from '@/domain/views/person';
import {
  CRITICALITY_LABELS,
  CRITICALITY_NAMES,
  criticalityReason,
  criticalityWords,
  timesWords,
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
  const own = person.criticalityFrom.by === 'own' ? person.criticality : null;
  return (
    <>
      <ChooseCriticality
        label="Criticality"
        none="As the groups say"
        choices={CRITICALITY_NAMES.map((name) => ({ name, label: CRITICALITY_LABELS[name] }))}
        value={own}
        effect={(chosen) =>
          chosen === null
            ? 'The groups say again how much attacks count. The score moves at once.'
            : `Attacks on this person will count ${timesWords(policy.multipliers[chosen])}. The score moves at once.`
        }
        pending={set.isPending}
        error={set.error}
        onApply={(chosen, done) => set.mutate(chosen, { onSuccess: done })}
      />
      <span className={styles.criticalityWhy}>{words}</span>
    </>
  );
}
