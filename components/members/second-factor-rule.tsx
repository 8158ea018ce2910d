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
  const [asking, setAsking] = useState(false);
  const set = useSecondFactorRule();
  const ask = () => {
    set.mutate({ needed: true, graceDays: Number(days) }, { onSettled: () => setAsking(false) });
  };
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
                  onChange={(event) => {
                    setDays(event.currentTarget.value);
                    setAsking(false);
                  }}
                />
                <Button
                  variant={asking ? 'filled' : 'default'}
                  loading={set.isPending}
                  onClick={() => {
                    // Whoever has none is stopped in the middle of what they do.
                    if (days === '0' && without > 0 && !asking) setAsking(true);
                    else ask();
                  }}
                >
                  {asking
                    ? `Stop ${without === 1 ? 'one member' : `${without} members`} now`
                    : 'Ask it of everybody'}
                </Button>
                {asking && (
                  <Button variant="default" onClick={() => setAsking(false)}>
                    Not now
                  </Button>
                )}
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
        {asking && (
          <p className={styles.note} role="status">
            Whoever has none adds one before anything else, wherever they are now
            {members.some(({ isYou, secondFactor }) => isYou && secondFactor !== 'on') && '; you too'}. In a
            few days they would be asked without being stopped.
          </p>
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
