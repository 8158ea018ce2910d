'use client';

import { IconX } from '@tabler/icons-react';
import { Moment } from '@/components/ui/moment';
import type { ReactNode } from 'react';
import { EVENT_GROUP_LABELS } from '@/domain/event-catalogue';
import { useAddress } from '@/lib/address';
import { formatGroups } from '@/lib/format/place';
import { parseEventFilter } from '@/lib/queries/events';
import styles from './behaviors.module.css';

type ChipName = 'group' | 'department' | 'integration' | 'time';

/** What a link narrowed the list to beside the controls; each can be taken away. */
export function EventChips({
  integrations,
  names,
}: {
  /** To call them by their names; of those that are not among them the words stay general. */
  integrations: readonly { readonly id: string; readonly name: string }[];
  names: readonly ChipName[];
}) {
  const address = useAddress();
  const { group, department, integration, from, to, known } = parseEventFilter(address.get);
  const source = integrations.find(({ id }) => id === integration)?.name;
  return (
    <>
      {names.includes('group') && group !== null && (
        <Chip words={EVENT_GROUP_LABELS[group]} clears={['group']} />
      )}
      {names.includes('department') && department !== null && (
        <Chip words={`People in ${formatGroups([department], 1)}`} clears={['department']} />
      )}
      {names.includes('integration') && integration !== null && (
        <Chip
          words={source === undefined ? 'From one integration' : `From ${source}`}
          clears={['integration']}
        />
      )}
      {names.includes('time') && from !== null && to !== null && (
        <Chip
          words={
            <>
              <Moment at={from} seconds={false} /> to <Moment at={to} seconds={false} />
            </>
          }
          clears={['from', 'to']}
        />
      )}
      {names.includes('time') && known !== null && (
        <Chip
          words={
            <>
              Known since <Moment at={known} seconds={false} />
            </>
          }
          clears={['known']}
        />
      )}
    </>
  );
}

function Chip({ words, clears }: { words: ReactNode; clears: readonly string[] }) {
  const address = useAddress();
  return (
    <button
      type="button"
      className={styles.chipButton}
      title="Take this filter away"
      onClick={() => address.set(Object.fromEntries(clears.map((name) => [name, null])))}
    >
      {words}
      <span className="visually-hidden">. Take this filter away</span>
      <IconX size={14} stroke={2} aria-hidden />
    </button>
  );
}
