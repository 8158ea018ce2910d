import { CONNECTORS } from '@/domain/connectors/catalogue';
import type { StreamRecord } from '@/domain/stream-record';
import type { Runtime } from './runtime';

/** The stream whose records tell how far somebody is trusted. */
const ASSESSING_STREAM = 'authentication';

/**
 * Reads a stored assessment or lock-out again. People are known from several integrations, whose records only their
 * own connector can read; null for one that none can.
 */
export function readAssessment(runtime: Runtime, text: string, occurredAt: number): StreamRecord | null {
  for (const { id, streams } of CONNECTORS) {
    if (!streams.some((stream) => stream.id === ASSESSING_STREAM)) continue;
    const record = runtime.adapterOf(id)?.readStored(ASSESSING_STREAM, text, occurredAt) ?? null;
    if (record !== null) return record;
  }
  return null;
}
