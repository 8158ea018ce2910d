import { CISCO_DUO } from '@/domain/connectors/cisco-duo';
import { connectorError, type ConnectorError } from '@/domain/connectors/connector-error';
import type { ConnectorStream } from '@/domain/connectors/connector-manifest';
import { ACTIVITY } from '@/server/connectors/cisco-duo/activity-stream';
import { ADMINISTRATOR } from '@/server/connectors/cisco-duo/administrator-stream';
import { AUTHENTICATION } from '@/server/connectors/cisco-duo/authentication-stream';
import { DIRECTORY } from '@/server/connectors/cisco-duo/directory-stream';
import type { DuoStream } from '@/server/connectors/cisco-duo/duo-stream';
import { OFFLINE_ENROLLMENT } from '@/server/connectors/cisco-duo/offline-enrollment-stream';
import { SUMMARY } from '@/server/connectors/cisco-duo/summary-stream';
import { TELEPHONY } from '@/server/connectors/cisco-duo/telephony-stream';
import { TRUST_MONITOR } from '@/server/connectors/cisco-duo/trust-monitor-stream';

/** Every stream of the manifest, in its order. */
export const DUO_STREAMS: readonly DuoStream[] = [
  AUTHENTICATION,
  ACTIVITY,
  TELEPHONY,
  ADMINISTRATOR,
  OFFLINE_ENROLLMENT,
  TRUST_MONITOR,
  DIRECTORY,
  SUMMARY,
];

/** The stream of an id of the manifest; undefined when there is none. */
export function findDuoStream(id: string): DuoStream | undefined {
  return DUO_STREAMS.find((stream) => stream.id === id);
}

/** The manifest's facts of a stream. */
export function manifestOf(stream: DuoStream): ConnectorStream | undefined {
  return CISCO_DUO.streams.find(({ id }) => id === stream.id);
}

/** A refusal that names what this stream needs: its permission, and the edition where not every one has it. */
export function refusalOf(stream: DuoStream, error: ConnectorError): ConnectorError {
  if (error.class !== 'capability') return error;
  const permission = manifestOf(stream)?.permission;
  return connectorError(error.code, {
    ...error.detail,
    ...(permission === undefined ? {} : { permission }),
    ...(stream.edition === undefined ? {} : { edition: stream.edition }),
  });
}
