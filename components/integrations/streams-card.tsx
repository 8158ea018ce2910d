'use client';

import { IconCheck, IconX } from '@tabler/icons-react';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { StatusChip } from '@/components/ui/status-chip';
import table from '@/components/ui/table.module.css';
import type { IntegrationView, StreamView } from '@/domain/views/integration';
import { formatInterval } from '@/lib/format/duration';
import { formatCount } from '@/lib/format/number';
import styles from './integrations.module.css';

/** Each stream on its own: interval, permission, status, how far it has read. */
export function StreamsCard({ integration }: { integration: IntegrationView }) {
  return (
    <Card title="Streams">
      <div className={table.scroll}>
        <table className={`${table.table ?? ''} ${table.stacks ?? ''}`}>
          <thead>
            <tr>
              <th scope="col">Stream</th>
              <th scope="col">Interval</th>
              <th scope="col">Permission</th>
              <th scope="col">Status</th>
              <th scope="col">Last run</th>
              <th scope="col" className={table.num}>
                Last fetched
              </th>
              <th scope="col">Newest record</th>
              <th scope="col">Read up to</th>
              <th scope="col" className={table.num}>
                Quarantined
              </th>
            </tr>
          </thead>
          <tbody>
            {integration.streams.map((stream) => (
              <tr key={stream.stream}>
                <th scope="row" data-lead>
                  <strong className={table.strong}>{stream.label}</strong>
                </th>
                <td data-label="Interval" className={`${table.soft ?? ''} ${table.nowrap ?? ''}`}>
                  {formatInterval(stream.intervalSeconds)}
                </td>
                <td data-label="Permission" className={table.nowrap}>
                  <Permission stream={stream} />
                </td>
                <td data-label="Status">
                  <StatusChip status={stream.status} />
                </td>
                <td data-label="Last run" className={table.mono}>
                  {stream.lastRunAt === null ? '–' : <Moment at={stream.lastRunAt} />}
                </td>
                <td data-label="Last fetched" className={table.num}>
                  {stream.lastFetched === null ? '–' : formatCount(stream.lastFetched)}
                </td>
                <td data-label="Newest record" className={`${table.soft ?? ''} ${table.nowrap ?? ''}`}>
                  {stream.newestRecordAt === null ? '–' : <Moment at={stream.newestRecordAt} as="relative" />}
                </td>
                <td data-label="Read up to" className={table.mono}>
                  {stream.cursorAt === null ? '–' : <Moment at={stream.cursorAt} />}
                </td>
                <td data-label="Quarantined" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                  {formatCount(stream.quarantined)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** What Duo must grant, and whether it was found to be granted: known once a run has succeeded or was refused. */
function Permission({ stream }: { stream: StreamView }) {
  const refused = stream.error?.class === 'capability';
  const found = !refused && stream.lastSuccessAt !== null;
  return (
    <span className={styles.permission}>
      {found && <IconCheck size={15} stroke={2.2} color="var(--p-good)" aria-label="granted:" />}
      {refused && <IconX size={15} stroke={2.2} color="var(--p-bad)" aria-label="refused:" />}
      {stream.permission}
    </span>
  );
}
