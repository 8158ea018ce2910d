import { readFileSync } from 'node:fs';
import type { LogSignal } from '@/domain/detection/detect-log';
import { DUO_STREAMS, findDuoStream } from '@/server/connectors/cisco-duo/streams';
import { readAgain } from '@/server/connectors/cisco-duo/record-reading';
import { readInstant } from '@/server/connectors/cisco-duo/read-time';
import type { NamedPerson } from '@/server/connectors/connector';
import { isJsonObject } from '@/server/connectors/json-value';
import { BadInput, messageOf } from '../read-json-file';

/** Whom events of a file are about. */
export interface FilePerson {
  readonly id: string;
  /** As events name them: the name, or the key where the record has no name. */
  name: string;
  /** Everything that an expectation may call them, in lower case. */
  readonly names: Set<string>;
}

export interface FileRecords {
  readonly signals: readonly LogSignal[];
  readonly people: ReadonlyMap<string, FilePerson>;
  /** Number of its line, counted from 1, by signal key. */
  readonly lines: ReadonlyMap<string, number>;
  /** A sentence for each line that could not be read. */
  readonly faults: readonly string[];
}

/** Integration of what comes from a file, in anchors. */
const INTEGRATION = 'file';

/** Streams that hold records. */
export const RECORD_STREAMS: readonly string[] = DUO_STREAMS.filter(({ reading }) => reading !== null).map(
  ({ id }) => id,
);

/**
 * Raw records, one a line, as the connector reads them from Duo. Lines that are empty are left out; one record twice is
 * one.
 *
 * @throws BadInput when the file cannot be read
 */
export function readRecords(file: string, stream: string): FileRecords {
  const reading = findDuoStream(stream)?.reading ?? null;
  if (reading === null) {
    throw new BadInput([`--stream ${stream} must be one of ${RECORD_STREAMS.join(', ')}.`]);
  }
  const signals: LogSignal[] = [];
  const people = new Map<string, FilePerson>();
  const lines = new Map<string, number>();
  const faults: string[] = [];
  for (const { bytes, number } of linesOf(readBytes(file))) {
    const read = readAgain(reading, bytes, believedAt(bytes));
    for (const { detail } of read.rejected) faults.push(`${file}, line ${number}: ${detail} It was skipped.`);
    for (const { key, record, person } of read.records) {
      const signalKey = key.toString('hex');
      if (lines.has(signalKey)) continue;
      lines.set(signalKey, number);
      signals.push({ integrationId: INTEGRATION, signalKey, personId: meet(people, person), record });
    }
  }
  return { signals, people, lines, faults };
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new BadInput([
      `${file} cannot be read (${messageOf(error)}). Give --records the path of a file with one record a line.`,
    ]);
  }
}

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function* linesOf(file: Buffer): Generator<{ bytes: Buffer; number: number }> {
  let from = file.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  for (let number = 1; from < file.length; number += 1) {
    const found = file.indexOf(LINE_FEED, from);
    const to = found === -1 ? file.length : found;
    const bytes = file.subarray(from, to);
    if (bytes.some((byte) => byte > 0x20)) yield { bytes, number };
    from = to + 1;
  }
}

const TIMES = [
  ['ts', 'iso'],
  ['isotimestamp', 'iso'],
  ['timestamp', 's'],
  ['surfaced_timestamp', 'ms'],
] as const;

/** A file may be of any year: each record is read as on the day it is from. */
function believedAt(bytes: Buffer): number {
  let raw: unknown;
  try {
    raw = JSON.parse(bytes.toString('utf8'));
  } catch {
    return Date.now();
  }
  if (!isJsonObject(raw)) return Date.now();
  for (const [name, unit] of TIMES) {
    const time = readInstant(raw[name], unit);
    if (time !== null && Number.isFinite(new Date(time).getTime())) return time;
  }
  return Date.now();
}

/** Who a record is about: equal keys are one person, and where there is no key, equal names. */
function meet(people: Map<string, FilePerson>, person: NamedPerson | null): string | null {
  const id = person?.key ?? person?.username?.toLowerCase() ?? null;
  if (person === null || id === null) return null;
  const known = people.get(id);
  const name = person.username ?? known?.name ?? id;
  const names = [id, person.username, person.email].flatMap((one) =>
    one === null ? [] : [one.toLowerCase()],
  );
  if (known === undefined) people.set(id, { id, name, names: new Set(names) });
  else {
    known.name = name;
    for (const one of names) known.names.add(one);
  }
  return id;
}
