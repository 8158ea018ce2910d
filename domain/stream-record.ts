import type { AuthenticationRecord } from '@/domain/authentication-record';
import type { EventKind } from '@/domain/event-catalogue';

/**
 * One raw record of any stream as Parapet understands it. Detectors and screens read it; the raw record is kept whole
 * beside it. Instants are epoch milliseconds.
 */
export type StreamRecord =
  | { readonly kind: 'authentication'; readonly authentication: AuthenticationRecord }
  | ActivityRecord
  | AdministratorRecord
  | TelephonyRecord
  | OfflineEnrollmentRecord
  | TrustMonitorRecord
  | ReportedEventRecord;

/** Somebody or something that a record names, as the vendor wrote it. */
export interface NamedParty {
  readonly key: string | null;
  readonly name: string | null;
  /** The vendor's word for what it is, such as `admin`, `user`, `phone`. */
  readonly type: string | null;
}

/** Something that was done in the vendor's panel or by its own machinery, with actor and target kept apart. */
export interface ActivityRecord {
  readonly kind: 'activity';
  readonly occurredAt: number;
  readonly action: string;
  readonly actor: NamedParty | null;
  readonly target: NamedParty | null;
  readonly succeeded: boolean | null;
  readonly ip: string | null;
  readonly country: string | null;
  /** What the vendor tells of the target, as JSON text; null where it tells nothing. */
  readonly targetDetails: string | null;
  /** The same of the target as it was before, where the vendor tells that. */
  readonly oldTargetDetails: string | null;
}

/** One line of the older administrator log. `object` is what was acted on, by name. */
export interface AdministratorRecord {
  readonly kind: 'administrator';
  readonly occurredAt: number;
  readonly action: string;
  readonly actor: string | null;
  readonly object: string | null;
  readonly ip: string | null;
  /** The vendor's description as JSON or free text; null for none. */
  readonly description: string | null;
}

/** A telephone call or text message that was sent. */
export interface TelephonyRecord {
  readonly kind: 'telephony';
  readonly occurredAt: number;
  readonly type: string | null;
  readonly context: string | null;
  readonly phone: string | null;
  readonly credits: number | null;
}

/** A device that was enrolled for, or removed from, signing in without a network. */
export interface OfflineEnrollmentRecord {
  readonly kind: 'offline_enrollment';
  readonly occurredAt: number;
  readonly action: string;
  readonly username: string | null;
  readonly application: string | null;
  readonly hostname: string | null;
  readonly factor: string | null;
}

/** An event that the vendor's own anomaly detection surfaced. Its state changes later; its surfacing does not. */
export interface TrustMonitorRecord {
  readonly kind: 'trust_monitor';
  /** When it was surfaced. */
  readonly occurredAt: number;
  readonly type: string;
  readonly state: string | null;
  readonly stateUpdatedAt: number | null;
  readonly interesting: boolean;
  readonly priority: boolean;
  readonly priorityReasons: readonly string[];
  /** Names of the vendor's explanations: an open set. */
  readonly explanations: readonly string[];
  /** The sign-in it is about, for events of type `auth`. */
  readonly authentication: AuthenticationRecord | null;
  readonly enabledBy: NamedParty | null;
  readonly enabledFor: NamedParty | null;
  readonly enabledAt: number | null;
}

/** An identity event that another system reported of itself, through an inbound connector. */
export interface ReportedEventRecord {
  readonly kind: 'reported_event';
  readonly occurredAt: number;
  /** The reporter's own id of the event: the same id is the same event. */
  readonly eventId: string;
  readonly eventKind: EventKind;
  readonly outcome: 'approved' | 'refused' | 'unknown';
  /** In (0, 1]. */
  readonly confidence: number;
  readonly reporter: string;
  readonly description: string | null;
  readonly ip: string | null;
  readonly country: string | null;
}
