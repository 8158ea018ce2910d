import { devicesOf, matchesPattern } from '@/domain/signal-search/record-devices';
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
  const names = devicesIn(runtime, row);
  return devices.every(
    ({ patterns, negated }) =>
      negated !== patterns.some((pattern) => names.some((name) => matchesPattern(pattern, name))),
  );
}

function devicesIn(runtime: Runtime, row: PackedSignalRow): string[] {
  const text = unpackRecord({ dictionary: row.dictionary, bytes: row.raw });
  const record = readSignal(runtime, streamName(row.stream), text, row.occurredAt.getTime());
  return record === null ? [] : devicesOf(record);
}
