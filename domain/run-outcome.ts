import { connectorError, isConnectorErrorCode } from '@/domain/connectors/connector-error';
import type { RunOutcome, RunResult } from '@/domain/run-words';

/** Faults of ours: nothing was asked of the vendor, or its answer was not the trouble. */
const OWN = new Set(['vault_locked', 'not_stored', 'credentials_incomplete', 'cancelled']);

/** How a run fared with the vendor; null for one that is under way, or was cut off before it knew. */
export function outcomeOfRun(result: RunResult, errorCode: string | null): RunOutcome | null {
  if (result === 'done') return 'answered';
  if (errorCode === null) return result === 'failed' ? 'own' : null;
  if (OWN.has(errorCode)) return 'own';
  const code = isConnectorErrorCode(errorCode) ? errorCode : 'unknown';
  switch (connectorError(code).class) {
    case 'credentials':
    case 'capability':
    case 'clock':
    case 'bad_request':
      return 'refused';
    case 'throttle':
      return 'rate_limited';
    case 'transient':
    case 'protocol':
      return 'vendor_fault';
    case 'network':
    case 'tls':
    case 'host':
      return 'network';
  }
}
