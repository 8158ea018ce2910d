import type { Clock } from '../clock';
import type { Directory } from '../organisation/directory';
import type { Organisation } from '../organisation/organisation';
import type { LogName } from '../records/chronicle';
import type { Keeping, VisibleLog } from '../records/visible-log';
import type { Answer } from './errors';
import type { Pairs } from './verify-signature';

/** The grants of an Admin API application, by the names of Duo's own integration object. */
export const PERMISSIONS = [
  'read_log',
  'read_information',
  'read_resource',
  'write_resource',
  'administrators',
  'settings',
  'integrations',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Oddities that a test may ask a paged endpoint to show for one response. */
export type PagingOddity = 'none' | 'repeat_offset' | 'cycle_offsets' | 'empty_page';

/** What an endpoint may look at. */
export interface Account {
  readonly clock: Clock;
  readonly organisation: Organisation;
  readonly directory: Directory;
  readonly logs: Readonly<Record<LogName, VisibleLog>>;
  readonly keeping: Keeping;
  /** Settings that a test changed, beside `log_retention_days`. */
  readonly settings: Record<string, unknown>;
  /** What else the endpoints of version 1 are told: whether a second may overflow the 1,000 rows of an answer. */
  secondsStayWhole: boolean;
}

export interface Call {
  readonly path: string;
  readonly parameters: Pairs;
  readonly oddity: PagingOddity;
  /** The offsets that lead to each other on this path, while that is ordered. */
  readonly cycle: string[];
}

/** One row of the API: adding an endpoint is a file that exports this, and a line in `endpoints/table.ts`. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** Ends in `/*` where the last part is a key. */
  readonly path: string;
  /** Only with Duo Advantage or Premier. */
  readonly licensed?: boolean;
  /** Takes signatures of version 5 only. */
  readonly onlyVersion5?: boolean;
  /** Null: every valid key may call it. 'unsigned': no signature is asked for. */
  readonly permission: Permission | null | 'unsigned';
  /** Parameters without which Duo answers 40001. */
  readonly required: readonly string[];
  /** Requests a minute before 42901, with `--rate-limit default`. */
  readonly perMinute: number;
  handle(account: Account, call: Call): Answer;
}
