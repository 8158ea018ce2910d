'use client';

import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import forms from '@/components/ui/form.module.css';
import { Segmented } from '@/components/ui/segmented';
import { CRITICALITY_LABELS, CRITICALITY_NAMES } from '@/lib/criticality-words';
import { watchlistNamesQuery } from '@/lib/queries/watchlists';
import type { RuleDraft } from '@/lib/rule-draft';
import { GroupFields } from './group-fields';
import styles from './notifications.module.css';
import { turned } from './turned-choice';

/** Whom a rule is about. */
export function AboutFields({ draft, put }: { draft: RuleDraft; put: (change: Partial<RuleDraft>) => void }) {
  const { data, isError } = useQuery(watchlistNamesQuery);
  const known = data?.watchlists ?? [];
  const ids = [...new Set([...known.map(({ id }) => id), ...draft.watchlists])];
  const nameOf = (id: string) => known.find((list) => list.id === id)?.name ?? 'A watchlist';
  return (
    <fieldset className={styles.fields}>
      <legend>For whom</legend>
      <Segmented
        label="For whom"
        value={draft.who}
        options={[
          { value: 'everybody', label: 'Everybody' },
          { value: 'some', label: 'Some people' },
        ]}
        onChange={(who) => put({ who })}
      />
      {draft.who === 'some' && (
        <>
          <div className={styles.fields} role="group" aria-label="Watchlists">
            <span className={styles.label}>On a watchlist</span>
            {isError && <p className={forms.note}>The watchlists could not be read.</p>}
            {!isError && ids.length === 0 && <p className={forms.note}>There is no watchlist yet.</p>}
            {ids.map((id) => (
              <Checkbox
                key={id}
                label={nameOf(id)}
                checked={draft.watchlists.includes(id)}
                onChange={() => put({ watchlists: turned(ids, draft.watchlists, id) })}
              />
            ))}
          </div>
          <GroupFields draft={draft} put={put} />
          <div className={styles.choices} role="group" aria-label="Criticality">
            <span className={styles.label}>Or of criticality</span>
            {CRITICALITY_NAMES.map((criticality) => (
              <Checkbox
                key={criticality}
                label={CRITICALITY_LABELS[criticality]}
                checked={draft.criticalities.includes(criticality)}
                onChange={() =>
                  put({ criticalities: turned(CRITICALITY_NAMES, draft.criticalities, criticality) })
                }
              />
            ))}
          </div>
          <p className={forms.note}>Whoever is among them at the moment when it happens.</p>
        </>
      )}
    </fieldset>
  );
}
