import type { ConnectorError } from '@/domain/connectors/connector-error';
import type { ProbeStep } from '@/domain/connectors/probe-step';
import type { AccountFigures, DirectoryObject, DirectoryPart } from '@/domain/directory';
import type { StreamRecord } from '@/domain/stream-record';

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

/** Whom a record is about, as it names them. At least one of key and username is there. */
export interface NamedPerson {
  /** The vendor's key; null where the record gives only a name. */
  readonly key: string | null;
  readonly username: string | null;
  readonly email: string | null;
  /** Null where the record says nothing of groups. */
  readonly groups: readonly string[] | null;
}

/** What search, charts and lists read of a record of any stream. */
export interface SignalColumns {
  readonly username: string | null;
  readonly txid: string | null;
  readonly result: string | null;
  readonly reason: string | null;
  readonly factor: string | null;
  readonly application: string | null;
  readonly ip: string | null;
  readonly country: string | null;
  readonly trustLevel: string | null;
  /** What was done, in the vendor's word, where the record is of an act. */
  readonly action: string | null;
  /** Who did it, by name, where that is not the person the record is about. */
  readonly actor: string | null;
}

/** A record that was read. */
export interface FetchedRecord {
  /** 16 bytes: the identity of the signal within (integration, stream). */
  readonly key: Buffer;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  /** The oldest instant the record is about: of a sign-in that it reports on, say. Never after `occurredAt`. */
  readonly concernsAt: number;
  /** The record exactly as the vendor sent it. */
  readonly text: string;
  /** Null where it is about nobody, or about a name that the vendor itself does not know. */
  readonly person: NamedPerson | null;
  readonly columns: SignalColumns;
  readonly record: StreamRecord;
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
  | 'missing_field'
  | 'wrong_value'
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
  /** What a directory holds, of a stream that holds one. */
  readonly objects?: readonly DirectoryObject[];
  /** Parts of a directory that end with this page: what was not seen of them since the cycle began is gone. */
  readonly finishedParts?: readonly DirectoryPart[];
  /** What the vendor says of the whole account, of a stream that tells it. */
  readonly figures?: AccountFigures;
  /** A stretch (epoch milliseconds) in which the vendor may hold more records than it can be made to show. */
  readonly possibleGap?: { readonly from: number; readonly to: number };
  /** One sentence for the run, where something is worth knowing that is no error. */
  readonly note?: string;
}

/** Records that were read, and those that could not be. */
export interface ReadRecords {
  readonly records: readonly FetchedRecord[];
  readonly rejected: readonly RejectedRecord[];
}

export type FetchPageResult = FetchedPage | { readonly ok: false; readonly error: ConnectorError };

/** What a person typed into the set-up form, made ready to be tried and stored; or what is wrong, by field. */
export type PreparedCredentials =
  | {
      readonly ok: true;
      readonly credentials: ConnectorCredentials;
      /** Names what is read (a host, say): one integration an account may have it. Null where nothing is shared. */
      readonly address: string | null;
      /** Last characters of the key, to tell keys apart without showing them. */
      readonly keyEnding: string;
      /** Values made here, to be shown once and never again, by label. */
      readonly reveal: readonly { readonly label: string; readonly value: string }[];
    }
  | { readonly ok: false; readonly faults: readonly { readonly field: string; readonly message: string }[] };

/** A request that somebody outside sent to an inbound connector. */
export interface InboundRequest {
  readonly credentials: ConnectorCredentials;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Our clock in epoch milliseconds. */
  readonly now: number;
}

/** A record of a delivery that could not be read: which one it is, counted from 0, and the field at fault. */
export interface RejectedDelivery extends RejectedRecord {
  readonly index: number;
  readonly field: string;
}

/** What an inbound connector made of a request. */
export type InboundResult =
  | {
      readonly ok: true;
      readonly stream: string;
      /** The sender's own key of the delivery: the same one is answered the same and does nothing twice. */
      readonly deliveryKey: string;
      /** Names what was signed, 64 hex digits: sent once more under another key, it is a copy that somebody caught. */
      readonly signed: string;
      readonly records: readonly FetchedRecord[];
      readonly rejected: readonly RejectedDelivery[];
    }
  | {
      readonly ok: false;
      /** Whether the sender has proven who it is; one that has not is told nothing of the integration. */
      readonly proven: boolean;
      /** The header or field at fault. */
      readonly field: string;
      /** What is wrong and what to do, as sentences. */
      readonly message: string;
    };

/**
 * Makes one request of a probe to the endpoint of a stream when it is its turn beside whoever polls it; an error says
 * why it had none.
 */
export type TakeTurn = <T extends { readonly ok: boolean }>(
  stream: string,
  ask: () => Promise<T>,
) => Promise<T | { readonly ok: false; readonly error: ConnectorError }>;

/** What every adapter does for a type of source. It never throws for what a vendor or a network does. */
interface Adapter {
  /** Id of the manifest. */
  readonly id: string;
  /**
   * Cleans and checks what was typed, or makes what the form does not ask for. `before` are the credentials that are
   * to be replaced, where there are any.
   */
  prepare(typed: Readonly<Record<string, string>>, before?: ConnectorCredentials): PreparedCredentials;
  /** Reads a stored raw record of a stream again; null for one that this version cannot read. */
  readStored(stream: string, text: string, occurredAt: number): StreamRecord | null;
  /** Reads again what was put into quarantine: one record, or a whole page that was kept unread. */
  readAgain(stream: string, bytes: Buffer, now: number): ReadRecords;
  /**
   * Tests credentials; yields each step when it is finished. The return value says what to store. What a stream also
   * asks goes by `turn`.
   */
  probe(input: {
    credentials: ConnectorCredentials;
    turn: TakeTurn;
    signal: AbortSignal;
  }): AsyncGenerator<ProbeStep, ProbeResult>;
}

/** An adapter that asks the vendor. */
export interface PollingAdapter extends Adapter {
  readonly delivery: 'polled';
  /** One page of one stream: fetched, cut into records, each read or kept with the reason. */
  fetchPage(input: FetchPageInput): Promise<FetchPageResult>;
}

/** An adapter to which the vendor's records are sent. */
export interface InboundAdapter extends Adapter {
  readonly delivery: 'inbound';
  /**
   * Checks and reads one request; takes as long whether or not the credentials are there. Never throws for what a
   * sender does.
   */
  receive(request: InboundRequest): InboundResult;
}

export type ConnectorAdapter = PollingAdapter | InboundAdapter;

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
  /** What the probe found of each stream: readable or refused. A stream that was not tried is not there. */
  readonly streams: readonly { readonly stream: string; readonly readable: boolean }[];
}
