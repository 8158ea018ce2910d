import { detectBypass } from '@/domain/detection/bypass-enabled';
import type { Candidate } from '@/domain/detection/candidate';
import { detectDuoVerdicts } from '@/domain/detection/duo-verdicts';
import { detectLeakedPassword } from '@/domain/detection/leaked-password';
import { detectReported } from '@/domain/detection/reported-event';
import { detectSecurityThreat } from '@/domain/detection/security-threat';
import { detectTrustMonitor } from '@/domain/detection/trust-monitor';
import type { StreamRecord } from '@/domain/stream-record';

/** A signal of any stream, as detectors see it. `signalKey` in hex. */
export interface DetectableSignal {
  readonly signalKey: string;
  readonly record: StreamRecord;
}

/** What one record raises by itself, without a look at others, for the person that it is about. */
export function detectRecord(
  integrationId: string,
  { signalKey, record }: DetectableSignal,
): readonly Candidate[] {
  switch (record.kind) {
    case 'authentication': {
      const signal = { signalKey, record: record.authentication };
      return [...detectDuoVerdicts(integrationId, signal), ...detectSecurityThreat(signal)];
    }
    case 'trust_monitor':
      return detectTrustMonitor(integrationId, { signalKey, record });
    case 'activity':
    case 'administrator':
      return [...detectBypass({ signalKey, record }), ...detectLeakedPassword({ signalKey, record })];
    case 'reported_event':
      return [detectReported(integrationId, { signalKey, record })];
    default:
      return [];
  }
}
