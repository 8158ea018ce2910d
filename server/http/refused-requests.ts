import { Refusal } from '@/domain/refusal';
import { boundedLog } from '@/server/platform/bounded-log';
import { countedAddress } from '@/server/platform/counted-address';
import type { Runtime } from '@/server/services/runtime';
import { HttpRefusal } from './problem';

/** What somebody who tries doors, or floods, leaves behind; other refusals are everyday. */
const NOTED: ReadonlySet<string> = new Set(['forbidden', 'too_many_requests', 'invalid_token']);

/** Which request was refused. */
export interface RefusedRequest {
  /** The operation, or the way in. */
  readonly of: string;
  readonly address: string | null;
  readonly requestId?: string;
  /** Who asked, where that is known. */
  readonly member?: string;
}

/** A line in the log for a request that was refused; of many alike from one network address a few and their number. */
export function noteRefusedRequest(
  runtime: Pick<Runtime, 'log' | 'now'>,
  error: unknown,
  { of, ...rest }: RefusedRequest,
): void {
  if (!(error instanceof Refusal || error instanceof HttpRefusal) || !NOTED.has(error.code)) return;
  const { code } = error;
  boundedLog(runtime.log).note(
    {
      message: 'request refused',
      key: `${of} ${code} ${rest.member ?? countedAddress(rest.address)}`,
      fields: { operation: of, code, ...rest },
    },
    runtime.now(),
  );
}
