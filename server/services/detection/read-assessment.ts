import { CONNECTORS } from '@/domain/connectors/catalogue';
import type { StreamRecord } from '@/domain/stream-record';
import type { Runtime } from '@/server/services/runtime';

/** The stream whose records tell how far somebody is trusted. */
const ASSESSING_STREAM = 'authentication';

/**
 * Reads a stored assessment or lock-out again. People are known from several integrations, whose records only their
 * own connector can read; null for one that none can.
 */
export function readAssessment(runtime: Runtime, text: string, occurredAt: number): StreamRecord | null {
  return readSignal(runtime, ASSESSING_STREAM, text, occurredAt);
}

/** The same for a stored record of any stream. */
export function readSignal(
  runtime: Runtime,
  stream: string,
  text: string,
  occurredAt: number,
): StreamRecord | null {
  for (const { id, streams } of CONNECTORS) {
    if (!streams.some((one) => one.id === stream)) continue;
    const record = runtime.adapterOf(id)?.readStored(stream, text, occurredAt) ?? null;
    if (record !== null) return record;
  }
  return null;
}
