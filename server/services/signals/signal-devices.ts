import { devicesOf, matchesPattern, shownDevicesOf } from '@/domain/signal-search/record-devices';
import type { StreamRecord } from '@/domain/stream-record';
import { unpackRecord } from '@/server/data/signals/raw-codec';
import type { PackedSignalRow } from '@/server/data/signals/signal-search';
import { streamName } from '@/server/data/signals/signals';
import { readSignal } from '@/server/services/detection/read-assessment';
import type { Runtime } from '@/server/services/runtime';
import type { DeviceCheck } from './resolve-search-term';

/** Whether a record tells of the devices that are asked for, which only the record itself says. */
export function tellsOfDevices(
  runtime: Runtime,
  row: PackedSignalRow,
  devices: readonly DeviceCheck[],
): boolean {
  if (devices.length === 0) return true;
  const record = recordIn(runtime, row);
  const names = record === null ? [] : devicesOf(record);
  return devices.every(
    ({ patterns, negated }) =>
      negated !== patterns.some((pattern) => names.some((name) => matchesPattern(pattern, name))),
  );
}

/** What the devices that a record tells of are called in a list; only the record itself says. */
export function shownDevicesIn(runtime: Runtime, row: PackedSignalRow): string[] {
  const record = recordIn(runtime, row);
  return record === null ? [] : shownDevicesOf(record);
}

function recordIn(runtime: Runtime, row: PackedSignalRow): StreamRecord | null {
  const text = unpackRecord({ dictionary: row.dictionary, bytes: row.raw });
  return readSignal(runtime, streamName(row.stream), text, row.occurredAt.getTime());
}
