import { createHmac } from 'node:crypto';
import type { KnownName } from '@/domain/erased-names';

/**
 * What is kept of a name of somebody who was erased: 16 bytes by which it is known again, and from which nobody reads it
 * without the key. Usernames and aliases belong to their integration, keys and addresses to the account.
 */
export function erasedDigest(
  key: Buffer,
  accountId: string,
  integrationId: string,
  { kind, value }: KnownName,
): Buffer {
  const own = createHmac('sha256', key).update('parapet erased names').digest();
  const place = kind === 'name' ? integrationId : '';
  return createHmac('sha256', own)
    .update(JSON.stringify([accountId, place, kind, value.toLowerCase()]))
    .digest()
    .subarray(0, 16);
}
