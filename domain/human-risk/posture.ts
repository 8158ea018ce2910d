import type { FactorUse } from './factor-use';
import type { ImportedCategory } from './risk-category';

/** A user of a directory who is this person. */
export interface PostureUser {
  readonly username: string;
  readonly status: string;
  readonly enrolled: boolean | null;
  /** Whether something they could approve with is registered; null where what is registered was not read. */
  readonly usable: boolean | null;
  /** Whether a sweep no longer found them. */
  readonly gone: boolean;
}

/** A telephone or computer. Null is what the vendor does not know. Instants are epoch milliseconds. */
export interface PostureDevice {
  readonly name: string;
  /** The operating system as the vendor names it. */
  readonly platform: string | null;
  readonly version: string | null;
  /** As in `Chrome 138.0.7204.101`. */
  readonly browsers: readonly string[];
  readonly encrypted: boolean | null;
  /** A screen lock or a password at the start. */
  readonly locked: boolean | null;
  readonly tampered: boolean | null;
  readonly lastSeenAt: number | null;
}

/** What another system said of this person on a day. */
export interface ImportedEvidence {
  readonly category: ImportedCategory;
  /** Epoch milliseconds of the start of the UTC day. */
  readonly day: number;
  /** 0 to 10. */
  readonly value: number;
  readonly note: string | null;
}

/**
 * All that the human risk score rests on. There is no identity event in it, and no sign-in that belongs to one: they may
 * not be the person's doing.
 */
export interface Posture {
  readonly users: readonly PostureUser[];
  readonly devices: readonly PostureDevice[];
  readonly factors: readonly FactorUse[];
  readonly imported: readonly ImportedEvidence[];
}
