import type { Application, Computer, Location, Person } from '../organisation/organisation';

/** What Duo's risk engine reports on one sign-in. */
export interface Verdict {
  /** Names of detectors, as Duo spells them; the last one may be a name nobody has seen. */
  readonly detectors: readonly string[];
  /** Where the names stand: in `rbfs_triggered_attacks`, in the trust assessment, or in both. */
  readonly place: 'attacks' | 'assessment' | 'both';
  readonly trustLevel: 'LOW' | 'NORMAL';
  readonly policyEnabled: boolean;
  readonly preview: boolean;
  readonly shadow: boolean;
  readonly suppressed: 'KNOWN_IP' | null;
  readonly occurrences: number;
  readonly countryAccess: string | null;
  readonly countryAuth: string | null;
  /** Kilometres an hour, for unrealistic travel. */
  readonly velocity: number | null;
}

/** One attempt to sign in, before it is written as Duo writes it. */
export interface SignIn {
  /** Microseconds since 1970. */
  readonly micros: number;
  readonly txid: string;
  /** Null: a name Duo does not know. */
  readonly person: Person | null;
  readonly username: string;
  readonly computer: Computer;
  readonly ip: string | null;
  readonly location: Location | null;
  readonly application: Application;
  readonly factor: string;
  readonly result: 'success' | 'denied' | 'fraud';
  readonly reason: string | null;
  readonly eventType: 'authentication' | 'enrollment';
  /** Address and place of the phone that answered; null where no phone took part or it did not answer. */
  readonly phone: { readonly ip: string; readonly location: Location } | null;
  readonly verdict: Verdict | null;
}
