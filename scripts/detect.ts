/**
 * `npm run detect -- --records FILE.ndjson --stream authentication [--expect FILE]`
 *
 * Reads raw records of Duo, one a line, as the connector does, and prints the identity events that they raise, one JSON
 * object a line; with labels, also how the events compare with them. Lines that cannot be read are named on standard
 * error, skipped, and make the exit code 1; wrong options make it 2.
 */
import { parseArgs } from 'node:util';
import type { Geography } from '@/domain/detection/derived/geography';
import { DEFAULT_THRESHOLDS } from '@/domain/detection/derived/thresholds';
import { detectLog } from '@/domain/detection/detect-log';
import { explain } from '@/domain/detection/explain';
import type { FoundEvent } from '@/domain/detection/reconcile';
import { openAsnFile } from '@/server/platform/geography/asn-file';
import { openGeography } from '@/server/platform/geography/open-geography';
import { createLogger } from '@/server/platform/logger';
import { confusionOf } from './detect/confusion';
import { readExpectations } from './detect/expectations';
import { type FileRecords, readRecords, RECORD_STREAMS } from './detect/read-records';
import { BadInput } from './read-json-file';

const USAGE = 'Usage: npm run detect -- --records FILE.ndjson --stream authentication [--expect FILE]';

function readOptions() {
  try {
    return parseArgs({
      options: {
        records: { type: 'string' },
        stream: { type: 'string' },
        expect: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new BadInput([error instanceof Error ? error.message : 'The options cannot be read.', USAGE]);
  }
}

/** The cities that come with Parapet, and the providers of `ASN_FILE`, as the product has them. */
function geography(): Geography {
  const asnFile = process.env['ASN_FILE'] ?? '';
  if (asnFile !== '') {
    const opened = openAsnFile(asnFile);
    if (!opened.ok) throw new BadInput([`ASN_FILE: ${opened.fault}`]);
  }
  const log = createLogger({ format: 'text', level: 'error', process: 'detect' }, process.stderr);
  return openGeography({ asnFile: asnFile === '' ? null : asnFile, log });
}

function printed({ personId, candidate }: FoundEvent, { people, lines }: FileRecords): string {
  const { kind, anchor, occurredAt, confidence, outcome, sources } = candidate;
  return JSON.stringify({
    person: people.get(personId)?.name ?? personId,
    personKey: personId,
    kind,
    occurredAt: new Date(occurredAt).toISOString(),
    confidence,
    outcome,
    anchor,
    sentence: explain(candidate),
    sources: sources.map(({ signalKey, place, verdict, detectorName, occurredAt: at }) => ({
      line: lines.get(signalKey),
      signalKey,
      place,
      verdict,
      detectorName,
      occurredAt: new Date(at).toISOString(),
    })),
  });
}

function inTime(a: FoundEvent, b: FoundEvent): number {
  return (
    a.candidate.occurredAt - b.candidate.occurredAt ||
    compare(a.personId, b.personId) ||
    compare(a.candidate.kind, b.candidate.kind)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function run(): void {
  const options = readOptions();
  if (options.help) {
    console.log(USAGE);
    return;
  }
  if (options.records === undefined)
    throw new BadInput(['--records is missing; name the file of raw records, one a line.', USAGE]);
  if (options.stream === undefined)
    throw new BadInput([`--stream is missing; give one of ${RECORD_STREAMS.join(', ')}.`, USAGE]);
  const expectations = options.expect === undefined ? null : readExpectations(options.expect);
  const records = readRecords(options.records, options.stream);
  const events = [...detectLog(records.signals, geography(), DEFAULT_THRESHOLDS)].sort(inTime);
  for (const event of events) console.log(printed(event, records));
  if (expectations !== null)
    console.log(JSON.stringify({ confusion: confusionOf(events, expectations, records.people) }));
  for (const fault of records.faults) console.error(fault);
  if (records.faults.length > 0) process.exitCode = 1;
}

try {
  run();
} catch (error) {
  if (!(error instanceof BadInput)) throw error;
  for (const fault of error.faults) console.error(fault);
  process.exitCode = 2;
}
