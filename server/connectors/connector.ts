import type { AuthenticationRecord } from '@/domain/authentication-record';
import type { ConnectorError } from '@/domain/connectors/connector-error';
import type { ProbeStep } from '@/domain/connectors/probe-step';

/** Decrypted credentials by field id, as the connector's form names them, plus what the probe found. */
export type ConnectorCredentials = Readonly<Record<string, string>>;

export interface FetchPageInput {
  readonly credentials: ConnectorCredentials;
  /** Stream id of the manifest. */
  readonly stream: string;
  /** Frozen for the whole cycle; epoch milliseconds, `to` greater than `from`. */
  readonly window: { readonly from: number; readonly to: number };
  /** What the previous page of the same window gave as `nextOffset`; null for the first. */
  readonly offset: string | null;
  readonly limit: number;
  /** Keep the page whole, as one rejected record, without looking inside: reading it has ended workers. */
  readonly unread?: boolean;
  readonly signal: AbortSignal;
}

/** A record that was read. */
export interface FetchedRecord {
  /** 16 bytes: the identity of the signal within (integration, stream). */
  readonly key: Buffer;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  /** The record exactly as the vendor sent it. */
  readonly text: string;
  readonly record: AuthenticationRecord;
}

/** Why a record is kept in quarantine. Stored: never rename one. */
export type RejectionReason =
  | 'not_utf8'
  | 'nul_character'
  | 'not_json'
  | 'too_large'
  | 'too_deep'
  | 'not_an_object'
  | 'wrong_type'
  | 'missing_time'
  | 'time_out_of_range'
  | 'missing_user'
  | 'field_too_long'
  | 'page_unread';

/** A record that could not be read, kept whole. */
export interface RejectedRecord {
  /** 16 bytes: hash of `bytes`, so that the same bad record is kept once. */
  readonly hash: Buffer;
  /** The record exactly as the vendor sent it. */
  readonly bytes: Buffer;
  readonly reason: RejectionReason;
  /** One sentence that names the field. */
  readonly detail: string;
}

export interface FetchedPage {
  readonly ok: true;
  readonly records: readonly FetchedRecord[];
  readonly rejected: readonly RejectedRecord[];
  /** Hand back as `offset` to get the next page; null when this was the last. */
  readonly nextOffset: string | null;
  /** How many records the vendor counts in the window, where it says. */
  readonly total: number | null;
  /** The vendor's clock in epoch milliseconds, from the Date header. */
  readonly vendorDate: number | null;
  readonly requests: number;
  readonly bytes: number;
}

export type FetchPageResult = FetchedPage | { readonly ok: false; readonly error: ConnectorError };

/** What an adapter does for a type of source. It never throws for what a vendor or a network does. */
export interface ConnectorAdapter {
  /** Id of the manifest. */
  readonly id: string;
  /** One page of one stream: fetched, cut into records, each read or kept with the reason. */
  fetchPage(input: FetchPageInput): Promise<FetchPageResult>;
  /** Reads a stored raw record of a stream again; null for one that this version cannot read. */
  readStored(stream: string, text: string, occurredAt: number): AuthenticationRecord | null;
  /** Tests credentials; yields each step when it is finished. The return value says what to store. */
  probe(input: {
    credentials: ConnectorCredentials;
    signal: AbortSignal;
  }): AsyncGenerator<ProbeStep, ProbeResult>;
}

/** Outcome of a probe: whether the integration may be saved, with the credentials completed by what was found. */
export interface ProbeResult {
  readonly ok: boolean;
  /** Holds the secrets: never to be sent or logged. */
  readonly credentials: ConnectorCredentials;
  /** First fault that stands in the way of saving. */
  readonly error: ConnectorError | null;
  /** Edition and size as the vendor reports them, where it lets us read them. */
  readonly edition: string | null;
  readonly userCount: number | null;
}
