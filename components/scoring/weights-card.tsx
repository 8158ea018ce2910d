'use client';

import { NativeSelect } from '@mantine/core';
import { Card } from '@/components/ui/card';
import table from '@/components/ui/table.module.css';
import { EVENT_CATALOGUE, EVENT_GROUP_LABELS, EVENT_KINDS, type EventKind } from '@/domain/event-catalogue';
import { type DraftFields, DraftNumber } from './draft-field';
import styles from './scoring.module.css';

const OWN = '';

/** What a fresh, certain event of each kind is worth, and with which others it shares a cause. */
export function WeightsCard(fields: DraftFields) {
  return (
    <Card
      title="Weights"
      note="what a fresh, certain event is worth, 0 to 10; of a family only the strongest kind counts"
    >
      <table className={`${table.table ?? ''} ${table.stacks ?? ''} ${styles.weights ?? ''}`}>
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">Family</th>
            <th scope="col">Weight</th>
          </tr>
        </thead>
        <tbody>
          {EVENT_KINDS.map((kind) => (
            <KindRow key={kind} kind={kind} {...fields} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function KindRow({ kind, ...fields }: DraftFields & { kind: EventKind }) {
  const { label, group, defaultWeight } = EVENT_CATALOGUE[kind];
  const scored = defaultWeight > 0;
  return (
    <tr>
      <th scope="row" data-lead>
        <span className={table.strong}>{label}</span>
        <span className={table.sub}>
          {scored ? EVENT_GROUP_LABELS[group] : 'About the account: never scored'}
        </span>
      </th>
      <td data-label="Family">
        {scored ? (
          <FamilyOf kind={kind} label={label} {...fields} />
        ) : (
          <span className={table.soft}>none</span>
        )}
      </td>
      <td data-label="Weight" className={styles.weightCell}>
        <DraftNumber
          {...fields}
          field={`weights.${kind}`}
          label={`Weight of ${label}`}
          was={fields.base.body.weights[kind]}
          hideLabel
          fixed={!scored}
        />
      </td>
    </tr>
  );
}

function FamilyOf({ kind, label, base, draft, onChange }: DraftFields & { kind: EventKind; label: string }) {
  const family = draft.families[kind] ?? OWN;
  if (onChange === null)
    return family === OWN ? <span className={table.soft}>of its own</span> : <>{family}</>;
  const names = [...new Set([...Object.keys(base.body.families), ...Object.values(draft.families)])].sort();
  return (
    <NativeSelect
      className={styles.family ?? ''}
      aria-label={`Family of ${label}`}
      value={family}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        const { [kind]: _left, ...others } = draft.families;
        onChange({ ...draft, families: chosen === OWN ? others : { ...others, [kind]: chosen } });
      }}
    >
      <option value={OWN}>of its own</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </NativeSelect>
  );
}
