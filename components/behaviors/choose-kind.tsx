'use client';

import { NativeSelect } from '@mantine/core';
import {
  EVENT_CATALOGUE,
  EVENT_GROUP_LABELS,
  EVENT_GROUPS,
  EVENT_KINDS,
  type EventKind,
} from '@/domain/event-catalogue';
import { useAddress } from '@/lib/address';

/** Narrows a page to one kind of identity event; kept in the address. */
export function ChooseKind({ kind }: { kind: EventKind | null }) {
  const address = useAddress();
  return (
    <NativeSelect
      aria-label="Kind of event"
      size="sm"
      value={kind ?? ''}
      onChange={(event) =>
        address.set({ kind: event.currentTarget.value === '' ? null : event.currentTarget.value })
      }
    >
      <option value="">All kinds</option>
      {EVENT_GROUPS.map((group) => (
        <optgroup key={group} label={EVENT_GROUP_LABELS[group]}>
          {EVENT_KINDS.filter((id) => EVENT_CATALOGUE[id].group === group).map((id) => (
            <option key={id} value={id}>
              {EVENT_CATALOGUE[id].label}
            </option>
          ))}
        </optgroup>
      ))}
    </NativeSelect>
  );
}
