'use client';

import { Card } from '@/components/ui/card';
import table from '@/components/ui/table.module.css';
import type { IntegrationView } from '@/domain/views/integration';
import { StreamRow } from './stream-row';

/** Each stream on its own: switch, interval, permission, status, how far it has read. */
export function StreamsCard({ integration, mayWrite }: { integration: IntegrationView; mayWrite: boolean }) {
  const polled = integration.delivery === 'polled';
  const on = integration.streams.filter(({ enabled }) => enabled).length;
  const words = [
    'Stream',
    'Status',
    ...(polled ? ['Interval', 'Last run', 'Read up to'] : ['Last delivery']),
  ];
  return (
    <Card title="Streams" note={`${String(on)} of ${String(integration.streams.length)} on`}>
      <div className={table.scroll}>
        <table className={`${table.table ?? ''} ${table.stacks ?? ''}`}>
          <thead>
            <tr>
              {words.map((word) => (
                <th scope="col" key={word}>
                  {word}
                </th>
              ))}
              <th scope="col" className={table.num}>
                Records, 24 h
              </th>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {integration.streams.map((stream) => (
              <StreamRow
                key={stream.stream}
                integration={integration}
                stream={stream}
                mayWrite={mayWrite}
                columns={words.length + 2}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
