'use client';

import { Switch } from '@mantine/core';
import { Card } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import styles from './connect.module.css';

/** How far back a backfill may reach; 0: none. */
export type BackfillDays = '0' | '7' | '30' | '90' | '180';

const DAYS: readonly Exclude<BackfillDays, '0'>[] = ['7', '30', '90', '180'];

/** Whether it polls at once, and whether it reads what is older too. */
export function StartChoices({
  polls,
  enabled,
  onEnabled,
  backfill,
  onBackfill,
}: {
  /** Whether Parapet asks the vendor; where records are sent to us, there is nothing older to ask for. */
  polls: boolean;
  enabled: boolean;
  onEnabled: (enabled: boolean) => void;
  backfill: BackfillDays;
  onBackfill: (days: BackfillDays) => void;
}) {
  return (
    <Card title="Start">
      <div className={styles.choices}>
        <Switch
          label="Enabled"
          size="sm"
          classNames={{ label: styles.switchLabel ?? '' }}
          description={
            polls
              ? 'Polling begins as soon as it is saved. Off: everything is saved, and nothing is polled until you enable it on its page.'
              : 'Records are taken as soon as it is saved. Off: everything is saved, and what is sent is refused until you enable it on its page.'
          }
          checked={enabled}
          onChange={(event) => onEnabled(event.currentTarget.checked)}
        />
        {polls && (
          <>
            <Switch
              label="Backfill"
              size="sm"
              classNames={{ label: styles.switchLabel ?? '' }}
              description="Also collects what is older than now: it can be searched, and tells what is usual here. It is marked, and never scored, so scores that people have seen do not move."
              checked={backfill !== '0'}
              onChange={(event) => onBackfill(event.currentTarget.checked ? '30' : '0')}
            />
            {backfill !== '0' && (
              <div className={styles.days}>
                <span className={styles.daysLabel}>How far back, as far as the vendor still keeps it</span>
                <div>
                  <Segmented
                    label="Days of backfill"
                    value={backfill}
                    options={DAYS.map((days) => ({ value: days, label: `${days} days` }))}
                    onChange={onBackfill}
                  />
                </div>
              </div>
            )}
          </>
        )}
      </div>
    </Card>
  );
}
