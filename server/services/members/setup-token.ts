import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Transaction } from '@/server/data/database';
import { lockSetupToken, storeSetupToken } from '@/server/data/installation';
import { anyMember } from '@/server/data/members/members';

/** Long enough for a weekend between installing and signing in; a start of Parapet makes a new one. */
const SETUP_TOKEN_MS = 72 * 3_600_000;

/**
 * Makes a fresh one-time set-up token and stores its hash; the one before is worth nothing from then on.
 * Null when there is a member already. The token itself is returned once and stored nowhere.
 */
export async function issueSetupToken(tx: Transaction, now: number): Promise<string | null> {
  await lockSetupToken(tx);
  if (await anyMember(tx)) return null;
  const token = randomBytes(24).toString('base64url');
  await storeSetupToken(tx, { hash: digest(token), at: now });
  return token;
}

/** Whether this is the set-up token, and still good. Holds the row until the transaction ends. */
export async function setupTokenIsRight(tx: Transaction, token: string, now: number): Promise<boolean> {
  const stored = await lockSetupToken(tx);
  if (stored === null) return false;
  const equal = timingSafeEqual(Buffer.from(digest(token), 'hex'), Buffer.from(stored.hash, 'hex'));
  return equal && now - stored.at < SETUP_TOKEN_MS;
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
