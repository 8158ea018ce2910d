import { z } from 'zod';
import { fail, succeed, type Answer } from '../protocol/errors';
import type { Account, Call, Endpoint } from '../protocol/endpoint';
import type { Position } from '../records/log';
import { instant, limitTo, takePage, windowFault } from './log-page';
import { followOddity } from './paging-oddity';

const FIRST_OFFSET = 1_591_014;
const OFFSET_STEP = 37;

const query = z.object({
  mintime: instant,
  maxtime: instant,
  limit: limitTo(200, 50),
  type: z.enum(['auth', 'bypass_status', 'device_registration']).optional(),
  offset: z.string().min(1).optional(),
});

const typeField = z.object({ type: z.string() });

function typeOf(json: string): string | null {
  try {
    return typeField.parse(JSON.parse(json)).type;
  } catch {
    return null;
  }
}

/** Numbers that stand for places in the log and say nothing about them, for as long as the simulator runs. */
class OpaqueOffsets {
  private readonly places: Position[] = [];
  private readonly known = new Map<string, number>();

  textFor({ ms, txid }: Position): string {
    const key = `${ms},${txid}`;
    const number = this.known.get(key) ?? this.places.push({ ms, txid }) - 1;
    this.known.set(key, number);
    return String(FIRST_OFFSET + number * OFFSET_STEP);
  }

  placeOf(text: string): Position | undefined {
    return this.places[(Number(text) - FIRST_OFFSET) / OFFSET_STEP];
  }
}

const offsets = new WeakMap<Account, OpaqueOffsets>();

function handle(account: Account, call: Call): Answer {
  const parsed = query.safeParse(Object.fromEntries(call.parameters));
  if (!parsed.success) return fail(40002, String(parsed.error.issues[0]?.path[0] ?? 'parameters'));
  const { mintime, maxtime, limit, type, offset } = parsed.data;
  const fault = windowFault(mintime, maxtime, account.clock.now());
  if (fault !== null) return fail(40002, fault);
  const known = offsets.get(account) ?? new OpaqueOffsets();
  offsets.set(account, known);
  const after = offset === undefined ? null : known.placeOf(offset);
  if (after === undefined) return fail(40002, 'offset');

  const wanted = function* () {
    for (const entry of account.logs.trust_monitor.walk({
      from: mintime,
      to: maxtime,
      ascending: true,
      after,
    })) {
      if (type === undefined || typeOf(entry.json) === type) yield entry;
    }
  };
  const { page, more } = takePage(wanted(), limit);
  const last = page.at(-1);
  const asked = offset ?? known.textFor(page[0] ?? { ms: mintime, txid: '' });
  const next = last ? known.textFor(last) : null;
  const { entries, ...paging } = followOddity(call, { entries: page, next, more }, asked);
  // The last page has an empty object here, not null.
  const metadata = paging.more ? JSON.stringify({ next_offset: paging.next }) : '{}';
  return succeed(`{"events":[${entries.map(({ json }) => json).join(',')}],"metadata":${metadata}}`);
}

export const trustMonitorEvents: Endpoint = {
  method: 'GET',
  path: '/admin/v1/trust_monitor/events',
  permission: 'read_log',
  licensed: true,
  required: ['mintime', 'maxtime'],
  perMinute: 50,
  handle,
};
