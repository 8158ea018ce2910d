/**
 * People and their devices as a vendor's directory describes them now. State, not history: each sweep says it anew.
 * Instants are epoch milliseconds.
 */

/** Parts of a directory, each swept from its beginning to its end. Stored: never rename one. */
export const DIRECTORY_PARTS = ['users', 'groups', 'phones', 'endpoints'] as const;
export type DirectoryPart = (typeof DIRECTORY_PARTS)[number];

export interface DirectoryUser {
  readonly part: 'users';
  readonly id: string;
  readonly username: string;
  readonly name: string | null;
  /** Lower case; null for none. */
  readonly email: string | null;
  readonly aliases: readonly string[];
  readonly groups: readonly string[];
  /** `active`, `bypass`, `disabled`, `locked out`, `pending deletion`, or a word this version does not know. */
  readonly status: string;
  readonly enrolled: boolean | null;
  readonly lastLoginAt: number | null;
  readonly createdAt: number | null;
  readonly phoneIds: readonly string[];
  /** Hardware tokens, U2F tokens and WebAuthn credentials, by kind. */
  readonly authenticators: readonly {
    readonly kind: 'token' | 'u2f' | 'webauthn';
    readonly name: string | null;
  }[];
}

export interface DirectoryGroup {
  readonly part: 'groups';
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly status: string | null;
}

export interface DirectoryPhone {
  readonly part: 'phones';
  readonly id: string;
  readonly name: string | null;
  /** Ids of the users it belongs to. */
  readonly userIds: readonly string[];
  /** The last digits only. */
  readonly numberEnding: string | null;
  readonly platform: string | null;
  readonly model: string | null;
  readonly osVersion: string | null;
  readonly type: string | null;
  readonly lastSeenAt: number | null;
  readonly activated: boolean | null;
  readonly capabilities: readonly string[];
  /** Posture: null where the vendor does not know. */
  readonly encrypted: boolean | null;
  readonly screenLock: boolean | null;
  readonly tampered: boolean | null;
  readonly biometric: boolean | null;
}

export interface DirectoryEndpoint {
  readonly part: 'endpoints';
  readonly id: string;
  readonly name: string | null;
  readonly username: string | null;
  readonly email: string | null;
  readonly os: string | null;
  readonly osVersion: string | null;
  readonly browsers: readonly string[];
  readonly model: string | null;
  readonly lastSeenAt: number | null;
  readonly trusted: boolean | null;
  readonly diskEncrypted: boolean | null;
  readonly firewall: boolean | null;
  readonly password: boolean | null;
}

export type DirectoryObject = DirectoryUser | DirectoryGroup | DirectoryPhone | DirectoryEndpoint;

/** What a vendor says of the whole account. */
export interface AccountFigures {
  readonly edition: string | null;
  readonly users: number | null;
  readonly usersPendingDeletion: number | null;
  readonly administrators: number | null;
  readonly applications: number | null;
  readonly telephonyCredits: number | null;
  /** Days of log that the vendor keeps; null for ever, or where it may not be read. */
  readonly retentionDays: number | null;
  /** The vendor's own count of sign-ins in a closed stretch of time, to compare with what was collected. */
  readonly attempts: {
    readonly from: number;
    readonly to: number;
    readonly success: number;
    readonly failure: number;
    readonly fraud: number;
    readonly error: number;
  } | null;
}
