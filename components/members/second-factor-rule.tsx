'use client';

import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import type { MembersView } from '@/domain/views/members';
import { sentenceOf } from '@/lib/api/problem';
import { useSecondFactorRule } from '@/lib/queries/members';
import styles from './members.module.css';

const GRACE = [
  { value: '0', label: 'At once' },
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
];

/** Whether the account asks a second factor of everybody, and how many would have to add one. */
export function SecondFactorRule({
  members,
  neededFrom,
  mayChange,
}: {
  members: MembersView['members'];
  neededFrom: string | null;
  mayChange: boolean;
}) {
  const [days, setDays] = useState('7');
  const set = useSecondFactorRule();
  const without = members.filter(
    ({ secondFactor, state }) => secondFactor !== 'on' && state !== 'off',
  ).length;
  return (
    <Card title="Second factor">
      <div className={styles.form}>
        <p className={styles.note}>
          {neededFrom === null ? (
            'This account leaves it to each member whether to have one.'
          ) : (
            <>
              This account asks it of everybody from <Moment at={neededFrom} /> on: who has none then adds one
              before anything else.
            </>
          )}{' '}
          {without === 0
            ? 'Everybody has one.'
            : without === 1
              ? 'One member has none yet.'
              : `${without} members have none yet.`}
        </p>
        {mayChange && (
          <div className={styles.row}>
            {neededFrom === null ? (
              <>
                <NativeSelect
                  aria-label="From when on"
                  data={GRACE}
                  value={days}
                  onChange={(event) => setDays(event.currentTarget.value)}
                />
                <Button
                  variant="default"
                  loading={set.isPending}
                  onClick={() => set.mutate({ needed: true, graceDays: Number(days) })}
                >
                  Ask it of everybody
                </Button>
              </>
            ) : (
              <Button
                variant="default"
                loading={set.isPending}
                onClick={() => set.mutate({ needed: false, graceDays: 0 })}
              >
                Leave it to each member
              </Button>
            )}
          </div>
        )}
        {set.error !== null && (
          <p className={styles.error} role="alert">
            {sentenceOf(set.error)}
          </p>
        )}
      </div>
    </Card>
  );
}
