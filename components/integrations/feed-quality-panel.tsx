'use client';

import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { VolumeCard } from '@/components/charts/volume-hours';
import { Card, Panel } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { findConnector } from '@/domain/connectors/catalogue';
import type { CountCheck, FeedQuality, VolumeView } from '@/domain/views/feed-quality';
import { useAddress } from '@/lib/address';
import { countVerdict, pushVerdict, volumeVerdict } from '@/lib/feed-words';
import { formatCount } from '@/lib/format/number';
import { feedQualityQuery } from '@/lib/queries/feed';
import styles from './feed-panels.module.css';
import { GapsCard } from './gaps-card';
import { VerdictLine } from './verdict-line';

/** Whether what a feed brings can be trusted: volume, push, the vendor's own count, and the ledger of gaps. */
export function FeedQualityPanel({ integrationId, connector }: { integrationId: string; connector: string }) {
  const polled = findConnector(connector)?.delivery !== 'inbound';
  const { data, error, refetch } = useQuery(feedQualityQuery(integrationId));
  if (data === undefined) {
    if (error === null)
      return (
        <Loading>
          <div className={styles.stack}>
            <CardBones rows={4} />
            <CardBones height={140} />
          </div>
        </Loading>
      );
    return (
      <Panel label="Feed quality">
        <FailedState what="The quality could not be read." error={error} retry={() => void refetch()} />
      </Panel>
    );
  }
  return (
    <div className={styles.stack}>
      {polled ? (
        <>
          <VolumeTableCard volume={data.volume} />
          <ChosenVolume volume={data.volume} />
        </>
      ) : (
        <Card title="Volume against usual">
          <EmptyState title="There is no usual volume here.">
            When and how much it sends is up to the sender, so silence is no sign of a fault. The page says
            when the last delivery came.
          </EmptyState>
        </Card>
      )}
      {(data.push !== null || data.countCheck !== null) && <Checks quality={data} />}
      <GapsCard gaps={data.gaps} count={data.gapCount} />
    </div>
  );
}

function VolumeTableCard({ volume }: { volume: readonly VolumeView[] }) {
  return (
    <Card title="Volume against usual" note="for this hour, and this day, of the week">
      {volume.length === 0 ? (
        <EmptyState title="Nothing has been read yet.">
          Each stream appears here once its first run has ended. After four weeks Parapet knows what is usual,
          and says when a stream is connected and yet silent.
        </EmptyState>
      ) : (
        <div className={table.scroll}>
          <table className={`${table.table ?? ''} ${table.stacks ?? ''}`}>
            <thead>
              <tr>
                <th scope="col">Stream</th>
                <th scope="col">Last hour</th>
                <th scope="col">Last day</th>
                <th scope="col">Read up to</th>
              </tr>
            </thead>
            <tbody>
              {volume.map((view) => (
                <tr key={view.stream}>
                  <th scope="row" data-lead>
                    <strong className={table.strong}>{view.label}</strong>
                  </th>
                  <Judged label="Last hour" view={view} span="hour" />
                  <Judged label="Last day" view={view} span="day" />
                  <td data-label="Read up to" className={`${table.soft ?? ''} ${table.nowrap ?? ''}`}>
                    <Moment at={view.until} seconds={false} />
                    {!view.fresh && <span className={table.sub}>late: this is not about now</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function Judged({ label, view, span }: { label: string; view: VolumeView; span: 'hour' | 'day' }) {
  const verdict = volumeVerdict(view, span);
  return (
    <td data-label={label} data-wide>
      <Chip tone={verdict.tone}>{verdict.word}</Chip>
      <span className={table.sub}>{verdict.sentence}</span>
    </td>
  );
}

/** The hours of one stream; which one stands in the address. */
function ChosenVolume({ volume }: { volume: readonly VolumeView[] }) {
  const address = useAddress();
  const shown = volume.find(({ stream }) => stream === address.get('stream')) ?? volume[0];
  if (shown === undefined) return null;
  return (
    <div className={styles.stack}>
      {volume.length > 1 && (
        <div className={styles.chartTools}>
          <NativeSelect
            size="xs"
            aria-label="Stream of the chart"
            value={shown.stream}
            onChange={(event) => address.set({ stream: event.currentTarget.value })}
            data={volume.map(({ stream, label }) => ({ value: stream, label }))}
          />
        </div>
      )}
      <VolumeCard view={shown} />
    </div>
  );
}

function Checks({ quality: { push, countCheck } }: { quality: FeedQuality }) {
  return (
    <Card title="Across the account">
      <div className={styles.verdicts}>
        {push !== null && <VerdictLine verdict={pushVerdict(push)} />}
        {countCheck !== null && (
          <>
            <VerdictLine verdict={countVerdict(countCheck)}>
              <span className={styles.soft}>
                {' '}
                · <Moment at={countCheck.from} seconds={false} /> to{' '}
                <Moment at={countCheck.to} seconds={false} />
              </span>
            </VerdictLine>
            <Counts check={countCheck} />
          </>
        )}
      </div>
    </Card>
  );
}

const COUNTED = [
  { key: 'success', label: 'Success' },
  { key: 'failure', label: 'Failure' },
  { key: 'fraud', label: 'Fraud' },
  { key: 'error', label: 'Error or other' },
] as const;

function Counts({ check }: { check: CountCheck }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Sign-ins</th>
            {COUNTED.map(({ key, label }) => (
              <th scope="col" className={table.num} key={key}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(['vendor', 'ours'] as const).map((side) => (
            <tr key={side}>
              <th scope="row">{side === 'vendor' ? 'Duo counts' : 'Here'}</th>
              {COUNTED.map(({ key }) => (
                <td className={table.num} key={key}>
                  {formatCount(check[side][key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
