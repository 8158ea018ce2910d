import type { Clock } from '../clock';
import type { Organisation } from '../organisation/organisation';
import type { RecordLog } from '../records/record-log';
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
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Oddities that a test may ask a paged endpoint to show for one response. */
export type PagingOddity = 'none' | 'repeat_offset' | 'empty_page';

/** What an endpoint may look at. */
export interface Account {
  readonly clock: Clock;
  readonly organisation: Organisation;
  readonly authentications: RecordLog;
  /** Records younger than this many milliseconds are not shown yet. */
  readonly lagMs: number;
}

export interface Call {
  readonly parameters: Pairs;
  readonly oddity: PagingOddity;
}

/** One row of the API: adding an endpoint is a file that exports this, and a line in `endpoints/table.ts`. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Null: any valid key may call it. 'unsigned': no signature is asked for. */
  readonly permission: Permission | null | 'unsigned';
  /** Parameters without which Duo answers 40001. */
  readonly required: readonly string[];
  /** Requests a minute before 42901, with `--rate-limit default`. */
  readonly perMinute: number;
  handle(account: Account, call: Call): Answer;
}
