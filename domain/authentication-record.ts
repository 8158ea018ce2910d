/**
 * One authentication as Parapet understands it, read from a raw record by the connector. It holds what detectors,
 * search and screens need; the raw record is kept whole beside it.
 */

/** What became of an authentication. `other` is a word that this version does not know. */
export type AuthenticationResult = 'success' | 'denied' | 'fraud' | 'other';

/** A place in words, as the vendor wrote it. What it left empty (`""`, `"-"`, null) is null. Countries are names. */
export interface Place {
  readonly city: string | null;
  readonly state: string | null;
  readonly country: string | null;
}

/** The device that asked to sign in. */
export interface AccessDevice extends Place {
  /** Address without its port; null for none and for `0.0.0.0`. */
  readonly ip: string | null;
  /** The vendor's key of the endpoint: the same device has the same key. */
  readonly epkey: string | null;
  readonly os: string | null;
  readonly osVersion: string | null;
  readonly browser: string | null;
  readonly hostname: string | null;
}

/** The device that approved: a phone, a token, a security key. */
export interface AuthDevice extends Place {
  readonly key: string | null;
  /** May hold a telephone number. */
  readonly name: string | null;
  readonly ip: string | null;
}

/** The vendor's assessment of how far this sign-in can be trusted (Duo: `more_secure_auth`). */
export interface TrustAssessment {
  readonly level: 'LOW' | 'NORMAL' | 'other';
  /** Whether the account lets the assessment change what is asked of the person. */
  readonly policyEnabled: boolean;
  readonly preview: boolean;
  readonly detectors: readonly string[];
}

/**
 * How seriously the vendor took its own detection: `enforced` acted on it, `shadow` and `preview` only noted it,
 * `suppressed` took it back.
 */
export type VerdictForce = 'enforced' | 'shadow' | 'preview' | 'suppressed';

/** One detection of the vendor's own, named as the vendor names it. */
export interface VendorVerdict {
  readonly detector: string;
  readonly force: VerdictForce;
  /** Where in the record it stands: Duo's `rbfs_triggered_attacks` or its trust assessments. */
  readonly place: 'rbfs' | 'trust';
}

export interface AuthenticationRecord {
  /** When it happened, in epoch milliseconds. */
  readonly occurredAt: number;
  /** The vendor's id of the authentication. Several records may share one. */
  readonly txid: string | null;
  /** The vendor's key of the person; null for a name that the vendor does not know. */
  readonly userKey: string | null;
  /** User name as written; the key where the vendor gave no name. Never empty. */
  readonly userName: string;
  readonly email: string | null;
  readonly groups: readonly string[];
  readonly result: AuthenticationResult;
  readonly reason: string | null;
  readonly factor: string | null;
  readonly eventType: string | null;
  readonly applicationKey: string | null;
  readonly applicationName: string | null;
  readonly access: AccessDevice;
  readonly authDevice: AuthDevice;
  readonly trust: TrustAssessment | null;
  readonly verdicts: readonly VendorVerdict[];
}
