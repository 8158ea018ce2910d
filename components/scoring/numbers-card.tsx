'use client';

import { Card } from '@/components/ui/card';
import { type DraftFields, DraftNumber } from './draft-field';
import styles from './scoring.module.css';

/** The numbers that hold for every kind. */
export function NumbersCard({ base, ...fields }: DraftFields) {
  const { body } = base;
  return (
    <Card title="For every kind">
      <div className={styles.numbers}>
        <DraftNumber
          {...fields}
          field="halfLifeDays"
          label="Half-life in days"
          described="What an event adds is worth half after so long."
          was={body.halfLifeDays}
        />
        <DraftNumber
          {...fields}
          field="dampingExponent"
          label="Damping of repeats"
          described="The second event of a kind counts 1/2 to this power; 0 counts all whole."
          was={body.dampingExponent}
        />
        <DraftNumber
          {...fields}
          field="share"
          label="Share of the other families"
          described="The strongest family counts whole, each other by this part, 0 to 1."
          was={body.share}
        />
        <DraftNumber
          {...fields}
          field="multipliers.standard"
          label="Standard people, times"
          described="Everybody who is not named below."
          was={body.multipliers.standard}
        />
        <DraftNumber
          {...fields}
          field="multipliers.elevated"
          label="Elevated people, times"
          described="Who matters more to an attacker."
          was={body.multipliers.elevated}
        />
        <DraftNumber
          {...fields}
          field="multipliers.critical"
          label="Critical people, times"
          described="Who matters most to an attacker."
          was={body.multipliers.critical}
        />
      </div>
    </Card>
  );
}
