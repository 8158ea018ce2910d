import type { Computer, Location } from '../organisation/organisation';

type Details = Readonly<Record<string, unknown>>;

/** Who did something, as the activity log types it. */
export interface Actor {
  readonly type: 'admin' | 'adminapi' | 'ldapsync' | 'system' | 'user';
  readonly key: string;
  readonly name: string;
  readonly details: Details | null;
}

/** What it was done to. */
export interface Target {
  readonly type: string;
  readonly key: string;
  readonly name: string;
  readonly details: Details | null;
}

/** One thing done in the account that is no sign-in: it stands in the activity log, the administrator log, or both. */
export interface Act {
  /** Microseconds since 1970. */
  readonly micros: number;
  readonly id: string;
  readonly actor: Actor;
  readonly from: { readonly ip: string; readonly place: Location; readonly computer: Computer } | null;
  /** Null: the activity log does not have it. */
  readonly activity: {
    readonly name: string;
    readonly target: Target | null;
    readonly oldTarget: Target | null;
    readonly outcome: 'SUCCESS' | 'FAILURE' | null;
  } | null;
  /** Null: the administrator log does not have it. An object becomes a JSON text, as Duo writes it. */
  readonly administrator: {
    readonly action: string;
    readonly object: string | null;
    readonly description: Details | string | null;
  } | null;
}
