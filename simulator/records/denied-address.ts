import { Random } from '../random';
import type { Act } from './act';
import { act, bySystem } from './actors';

/** A request to the Admin API from an address that "Networks for API access" does not have. `now` in milliseconds. */
export function deniedAddress(ip: string, now: number): Act {
  return act(
    new Random(now),
    now * 1000,
    'adminapi_request_ip_denied',
    { actor: bySystem, from: null },
    { description: { ip_address: ip, error: 'Source address is not in the networks for API access' } },
  );
}
