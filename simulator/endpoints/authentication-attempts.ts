import { z } from 'zod';
import { fail, succeed } from '../protocol/errors';
import type { Endpoint } from '../protocol/endpoint';

const DAY_SECONDS = 86_400;

const second = z
  .string()
  .regex(/^\d{1,11}$/)
  .transform(Number);
const query = z.object({ mintime: second.optional(), maxtime: second.optional() });

const RESULTS = { success: 'SUCCESS', denied: 'FAILURE', fraud: 'FRAUD' } as const;

/** How many attempts ended how, in a window of whole seconds; the last 30 days when nobody says. */
export const authenticationAttempts: Endpoint = {
  method: 'GET',
  path: '/admin/v1/info/authentication_attempts',
  permission: 'read_information',
  required: [],
  perMinute: 50,
  handle({ clock, logs }, { parameters }) {
    const parsed = query.safeParse(Object.fromEntries(parameters));
    if (!parsed.success) return fail(40002, String(parsed.error.issues[0]?.path[0] ?? 'parameters'));
    const maxtime = parsed.data.maxtime ?? Math.floor(clock.now() / 1000);
    const mintime = parsed.data.mintime ?? maxtime - 30 * DAY_SECONDS;
    if (mintime > maxtime) return fail(40002, 'mintime');
    const counts = { ERROR: 0, FAILURE: 0, FRAUD: 0, SUCCESS: 0 };
    const slice = { from: mintime * 1000, to: maxtime * 1000 + 999, ascending: true, after: null };
    for (const { json } of logs.authentication.walk(slice)) {
      const result = /"result": ?"(success|denied|fraud)"/.exec(json)?.[1];
      if (result === 'success' || result === 'denied' || result === 'fraud') counts[RESULTS[result]] += 1;
      else counts.ERROR += 1;
    }
    return succeed(JSON.stringify({ authentication_attempts: counts, maxtime, mintime }));
  },
};
