import type { FetchPageInput, FetchPageResult, ReadRecords } from '@/server/connectors/connector';
import type { DuoClient, DuoKeys } from '@/server/connectors/cisco-duo/client';
import type { RecordReading } from '@/server/connectors/cisco-duo/record-reading';

export type PageRequest = Pick<FetchPageInput, 'window' | 'offset' | 'limit' | 'unread' | 'signal'>;

/** One page to be fetched. */
export interface StreamCall {
  readonly client: DuoClient;
  readonly keys: DuoKeys;
  readonly request: PageRequest;
  /** Our clock in epoch milliseconds. */
  readonly now: number;
}

/** One stream of Duo: how a page of it is fetched, and how its records are read. */
export interface DuoStream {
  readonly id: string;
  /** Null for a stream that holds no records. */
  readonly reading: RecordReading | null;
  /** How what was put into quarantine is read again, of a stream that holds no records. */
  readonly readAgain?: (bytes: Buffer) => ReadRecords;
  /** The editions of Duo that have it, where not every one does. */
  readonly edition?: string;
  fetchPage(call: StreamCall): Promise<FetchPageResult>;
}
