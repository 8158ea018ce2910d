import type { AuthenticationRecord, VerdictForce } from '@/domain/authentication-record';
import type { EventKind } from '@/domain/event-catalogue';

/** Version of the detectors that made an event. Stored with it: a later version never rewrites older events. */
export const DETECTOR_VERSION = 1;

/** The first thing said of an event: did they get in? */
export type Outcome = 'got_in' | 'refused' | 'unknown';

/** One statement of one record that stands behind an identity event. */
export interface CandidateSource {
  /** The signal's key, in hex. */
  readonly signalKey: string;
  /** Where in the record it was read. */
  readonly place:
    | 'rbfs'
    | 'trust'
    | 'result'
    | 'assessment'
    | 'lockout'
    | 'reported'
    | 'derived'
    | 'denial'
    | 'trust_monitor'
    | 'act';
  readonly verdict: VerdictForce;
  /** The vendor's name of its detector, or who reported the event, as written; null where neither is named. */
  readonly detectorName: string | null;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  /** How far it is believed, in (0, 1], where that does not follow from the verdict: what Parapet derived itself. */
  readonly confidence?: number;
  /** What the record itself tells, where an event gathers several logs' records of one act. */
  readonly told?: ToldAct;
  /** Anchor of the authentication that it was said of, where the event rests on several and has another's. */
  readonly about?: string;
}

/** An act as one record tells it: several logs tell of one, and none tells all. */
export interface ToldAct {
  /** When it was done, in epoch milliseconds: a report about it is younger. */
  readonly at: number;
  readonly actor: string | null;
  readonly target: string | null;
  readonly ip: string | null;
  readonly country: string | null;
  /** What was done, in our word. */
  readonly act: string;
}

/**
 * What the event says in words. Taken from its earliest source, except `names`, which come from all, and what an act's
 * earliest record leaves out: that comes from the earliest that tells it.
 */
export interface CandidateFacts {
  readonly ip: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly application: string | null;
  readonly factor: string | null;
  readonly reason: string | null;
  /** Who did it, as the vendor names them, where that is not the person: an administrator, say. */
  readonly actor: string | null;
  /** To whom it was done, as the vendor names them, where somebody else acted. */
  readonly target: string | null;
  /** Every detector name reported, as the vendor wrote it, sorted, once each. */
  readonly names: readonly string[];
  /** What Parapet measured when it derived the event, for its sentence: counts, spans in ms, km; absent for others. */
  readonly measured?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * An identity event that the records support, before it is compared with what is stored. Within one person it is
 * the same event as another candidate exactly when kind and anchor are equal.
 */
export interface Candidate {
  readonly kind: EventKind;
  /**
   * `tx:<integration>:<txid>`, `sig:<signal key>`, `day:YYYY-MM-DD`, `<n>d:<bucket>`, `reason:<reason>:<bucket>` or
   * `rep:<integration>:<reporter's id>`.
   */
  readonly anchor: string;
  /** Epoch milliseconds of what the earliest source tells of: a sign-in is older than a report about it. */
  readonly occurredAt: number;
  /** In (0, 1]. */
  readonly confidence: number;
  /** Sorted by time, then key; at least one. */
  readonly sources: readonly CandidateSource[];
  readonly facts: CandidateFacts;
  readonly outcome: Outcome;
  readonly detectorVersion: number;
}

/** One authentication, as detectors take it. */
export interface AuthenticationSignal {
  /** The signal's key, in hex. */
  readonly signalKey: string;
  readonly record: AuthenticationRecord;
}
