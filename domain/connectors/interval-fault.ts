import type { ConnectorStream } from '@/domain/connectors/connector-manifest';

/** What is wrong with an interval for a stream, as a sentence with the remedy; null where nothing is. */
export function intervalFault(
  stream: Pick<ConnectorStream, 'label' | 'minIntervalSeconds' | 'maxIntervalSeconds'>,
  seconds: number,
): string | null {
  const { label, minIntervalSeconds: least, maxIntervalSeconds: most } = stream;
  if (!Number.isInteger(seconds)) return `${label}: give a whole number of seconds.`;
  if (seconds < least) return `${label}: use an interval of ${least} seconds or more.`;
  return seconds > most ? `${label}: use an interval of at most ${most} seconds.` : null;
}
