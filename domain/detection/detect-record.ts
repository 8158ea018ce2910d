import type { Candidate } from '@/domain/detection/candidate';
import { detectDuoVerdicts } from '@/domain/detection/duo-verdicts';
import { detectReported } from '@/domain/detection/reported-event';
import type { StreamRecord } from '@/domain/stream-record';

/** A signal of any stream, as detectors see it. `signalKey` in hex. */
export interface DetectableSignal {
  readonly signalKey: string;
  readonly record: StreamRecord;
}

/** What one record raises by itself, without a look at others: the verdicts that it carries. */
export function detectRecord(
  integrationId: string,
  { signalKey, record }: DetectableSignal,
): readonly Candidate[] {
  switch (record.kind) {
    case 'authentication':
      return detectDuoVerdicts(integrationId, { signalKey, record: record.authentication });
    case 'reported_event':
      return [detectReported(integrationId, { signalKey, record })];
    default:
      return [];
  }
}
