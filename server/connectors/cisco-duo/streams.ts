import { AUTHENTICATION } from '@/server/connectors/cisco-duo/authentication-stream';
import type { DuoStream } from '@/server/connectors/cisco-duo/duo-stream';

const STREAMS: readonly DuoStream[] = [AUTHENTICATION];

/** The stream of an id of the manifest; undefined when there is none. */
export function findDuoStream(id: string): DuoStream | undefined {
  return STREAMS.find((stream) => stream.id === id);
}
