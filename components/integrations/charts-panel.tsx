'use client';

import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { LagCard } from '@/components/charts/lag-over-time';
import { RunBarsCard } from '@/components/charts/run-bars';
import { OutcomesCard } from '@/components/charts/run-outcomes';
import { Panel } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { FailedState } from '@/components/ui/states';
import { findConnector } from '@/domain/connectors/catalogue';
import type { Range } from '@/domain/views/dashboard';
import { useAddress } from '@/lib/address';
import { feedChartsQuery } from '@/lib/queries/feed';
import { RANGE_ORDER, RANGE_WORDS } from '@/lib/ranges';
import styles from './feed-panels.module.css';

const FIRST: Range = '24h';

/** What a feed did: records of each run, how far behind it was, how its requests fared. */
export function ChartsPanel({ integrationId, connector }: { integrationId: string; connector: string }) {
  const address = useAddress();
  const range = RANGE_ORDER.find((one) => one === address.get('range')) ?? FIRST;
  const stream = address.get('stream');
  const { data, error, refetch } = useQuery(feedChartsQuery(integrationId, range, stream));
  const manifest = findConnector(connector);
  const streams = manifest?.streams ?? [];
  return (
    <div className={styles.stack}>
      <div className={styles.chartTools}>
        {streams.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label="Stream of the charts"
            value={stream ?? ''}
            onChange={(event) => address.set({ stream: event.currentTarget.value })}
            data={[
              { value: '', label: 'All streams' },
              ...streams.map(({ id, label }) => ({ value: id, label })),
            ]}
          />
        )}
        <Segmented
          label="Range of the charts"
          value={range}
          options={RANGE_ORDER.map((one) => ({
            value: one,
            label: RANGE_WORDS[one].short,
            title: RANGE_WORDS[one].long,
          }))}
          onChange={(one) => address.set({ range: one === FIRST ? null : one })}
        />
      </div>
      {data === undefined && error !== null && (
        <Panel label="Charts">
          <FailedState what="The charts could not be read." error={error} retry={() => void refetch()} />
        </Panel>
      )}
      {data === undefined && error === null && (
        <Loading>
          <div className={styles.stack}>
            <CardBones height={130} />
            <CardBones height={150} />
          </div>
        </Loading>
      )}
      {data !== undefined && (
        <>
          <RunBarsCard runs={data.newestRuns} gaps={data.gaps} />
          <div className={styles.pair}>
            {/* What is sent to us is here when it comes: there is nothing to be behind. */}
            {manifest?.delivery !== 'inbound' && <LagCard charts={data} />}
            <OutcomesCard charts={data} />
          </div>
        </>
      )}
    </div>
  );
}
