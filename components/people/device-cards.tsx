'use client';

import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { Device } from '@/domain/views/directory';
import type { Profile } from '@/domain/views/person';
import { postureLooks } from '@/lib/directory-words';
import { formatCountOf } from '@/lib/format/number';
import styles from './directory.module.css';

const NOW = 'as they are now: devices of the past are not kept';
const SIZE = { size: 12, stroke: 2.4, 'aria-hidden': true } as const;

/** A person's phones and computers as directories describe them, with their posture. */
export function DeviceCards({ profile }: { profile: Profile }) {
  const { phones, endpoints } = profile.directory;
  const isPast = profile.asOf !== null;
  return (
    <div className={styles.stack}>
      <Devices
        title="Phones"
        devices={phones}
        count={formatCountOf(phones.length, 'phone', 'phones')}
        isPast={isPast}
        nothing={nothingOf(profile, 'phone')}
      />
      <Devices
        title="Endpoints"
        devices={endpoints}
        count={formatCountOf(endpoints.length, 'endpoint', 'endpoints')}
        isPast={isPast}
        nothing={nothingOf(profile, 'endpoint')}
      />
    </div>
  );
}

function nothingOf({ person }: Profile, what: string): string {
  if (person.directory.standing === 'not_swept')
    return `Each ${what} appears here with its system, when it was last seen and how it is protected, once the Directory stream of an integration was read.`;
  return `The directory names no ${what} of ${person.name}.`;
}

function Devices({
  title,
  devices,
  count,
  isPast,
  nothing,
}: {
  title: string;
  devices: readonly Device[];
  count: string;
  /** Whether the page shows the past, of which no devices are kept. */
  isPast: boolean;
  nothing: string;
}) {
  if (devices.length === 0) {
    return (
      <Card title={title} {...(isPast && { note: NOW })}>
        <EmptyState title="None known.">{nothing}</EmptyState>
      </Card>
    );
  }
  return (
    <Card title={title} note={isPast ? `${count}, ${NOW}` : count}>
      <div className={table.scroll}>
        <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label={title}>
          <thead>
            <tr>
              <th scope="col">Device</th>
              <th scope="col">System</th>
              <th scope="col">Last seen</th>
              <th scope="col">Protection</th>
            </tr>
          </thead>
          <tbody>
            {devices.map((device) => (
              <tr key={`${device.integration.id} ${device.id}`}>
                <th scope="row" data-lead>
                  <span className={table.strong}>{device.name}</span>
                  <span className={table.sub}>
                    {[...device.details, device.integration.name].join(' · ')}
                  </span>
                </th>
                <td data-label="System">
                  {[device.platform, device.os].filter((word) => word !== null).join(' ') || (
                    <span className={table.soft}>not known</span>
                  )}
                </td>
                <td data-label="Last seen" className={table.nowrap}>
                  {device.lastSeenAt === null ? (
                    <span className={table.soft}>not known</span>
                  ) : (
                    <Moment at={device.lastSeenAt} as="relative" />
                  )}
                </td>
                <td data-label="Protection" data-wide>
                  <PostureChips device={device} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function PostureChips({ device }: { device: Device }) {
  const { known, unknown } = postureLooks(device.posture);
  return (
    <div className={styles.chips}>
      {known.map(({ word, tone, good }) => (
        <Chip key={word} tone={tone} icon={good ? <IconCheck {...SIZE} /> : <IconAlertTriangle {...SIZE} />}>
          {word}
        </Chip>
      ))}
      {unknown.length > 0 && <span className={styles.unknown}>not known: {unknown.join(', ')}</span>}
    </div>
  );
}
