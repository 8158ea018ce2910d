import type { Endpoint } from '../protocol/endpoint';
import { succeed } from '../protocol/errors';

/** Answers without a signature: is anybody there, and what time is it. */
export const authPing: Endpoint = {
  method: 'GET',
  path: '/auth/v2/ping',
  permission: 'unsigned',
  required: [],
  perMinute: 600,
  handle: ({ clock }) => succeed(JSON.stringify({ time: Math.floor(clock.now() / 1000) })),
};

/** The same for a signed request: are key, secret and clock right. */
export const authCheck: Endpoint = {
  ...authPing,
  path: '/auth/v2/check',
  permission: null,
};
