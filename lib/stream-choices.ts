import type { ConnectorManifest, ConnectorStream } from '@/domain/connectors/connector-manifest';
import { intervalFault } from '@/domain/connectors/interval-fault';
import type { ProbeResult } from '@/domain/views/integration';

/** What a form says of one stream. The interval is as typed. */
export interface StreamChoice {
  readonly on: boolean;
  readonly seconds: string;
}

export type StreamChoices = Readonly<Record<string, StreamChoice>>;

/** Every stream on, at its usual interval. */
export function usualChoices(streams: readonly ConnectorStream[]): StreamChoices {
  return Object.fromEntries(
    streams.map(({ id, defaultIntervalSeconds }) => [
      id,
      { on: true, seconds: String(defaultIntervalSeconds) },
    ]),
  );
}

/** The choice of a stream; what was never touched is as usual. */
export function choiceOf(choices: StreamChoices, stream: ConnectorStream): StreamChoice {
  return choices[stream.id] ?? { on: true, seconds: String(stream.defaultIntervalSeconds) };
}

/** What is wrong with the interval of a stream that is on, or null. */
export function choiceFault(stream: ConnectorStream, { on, seconds }: StreamChoice): string | null {
  if (!on) return null;
  const typed = seconds.trim();
  return intervalFault(stream, /^\d{1,9}$/.test(typed) ? Number(typed) : Number.NaN);
}

/** The choices as the server takes them, in the order of the manifest. One that is off keeps its usual interval. */
export function sentChoices(streams: readonly ConnectorStream[], choices: StreamChoices) {
  return streams.map((stream) => {
    const { on, seconds } = choiceOf(choices, stream);
    return { stream: stream.id, enabled: on, ...(on ? { intervalSeconds: Number(seconds) } : {}) };
  });
}

export interface PermissionRow {
  readonly stream: ConnectorStream;
  readonly on: boolean;
  /** `unknown` where the test did not come to it. */
  readonly found: 'granted' | 'refused' | 'unknown';
}

/** What a test found of each stream's permission, beside what was chosen. */
export function permissionRows(
  streams: readonly ConnectorStream[],
  found: ProbeResult['streams'],
  choices: StreamChoices,
): readonly PermissionRow[] {
  return streams.map((stream) => {
    const one = found.find((candidate) => candidate.stream === stream.id);
    return {
      stream,
      on: choiceOf(choices, stream).on,
      found: one === undefined ? 'unknown' : one.readable ? 'granted' : 'refused',
    };
  });
}

/**
 * Permissions that the vendor grants and that no stream which is on has a use for: the key can do more than it needs.
 * Each with the labels of the streams that would use it.
 */
export function unusedPermissions(
  rows: readonly PermissionRow[],
): readonly { readonly permission: string; readonly streams: readonly string[] }[] {
  const granted = rows.filter(({ found }) => found === 'granted');
  const used = new Set(rows.filter(({ on }) => on).map(({ stream }) => stream.permission));
  const unused = new Set(granted.map(({ stream }) => stream.permission).filter((name) => !used.has(name)));
  return [...unused].map((permission) => ({
    permission,
    streams: granted
      .filter(({ stream }) => stream.permission === permission)
      .map(({ stream }) => stream.label),
  }));
}

/** The streams that are on and refused: they are saved all the same. */
export function refusedStreams(rows: readonly PermissionRow[]): readonly ConnectorStream[] {
  return rows.filter(({ on, found }) => on && found === 'refused').map(({ stream }) => stream);
}

/** The first stream whose interval cannot be taken, with where it stands among the streams; null where all can. */
export function firstFaultyStream(
  { streams }: Pick<ConnectorManifest, 'streams'>,
  choices: StreamChoices,
): string | null {
  return streams.find((stream) => choiceFault(stream, choiceOf(choices, stream)) !== null)?.id ?? null;
}
