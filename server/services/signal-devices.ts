import { devicesOf, matchesPattern } from '@/domain/signal-search/record-devices';
import { unpackRecord } from '@/server/data/raw-codec';
import type { PackedSignalRow } from '@/server/data/signal-search';
import { streamName } from '@/server/data/signals';
import { readSignal } from './read-assessment';
import type { DeviceCheck } from './resolve-search-term';
import type { Runtime } from './runtime';

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
