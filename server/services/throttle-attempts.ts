import { Refusal } from '@/domain/refusal';
import type { Transaction } from '@/server/data/database';
import { insertAttempt, lastSuccess, lockAttempts, newestFailures } from '@/server/data/sign-in-attempts';

const WINDOW_MS = 15 * 60_000;
/** Ten tries at one e-mail address: enough for a forgotten password, 1,000 a day for who guesses. */
const PER_SUBJECT = 10;
/** Fifty from one network address: an office behind one address signs in, a list of passwords does not. */
const PER_ADDRESS = 50;

/**
 * Counts an attempt before it is judged, so that a thousand at once cannot slip through between counting and noting.
 * Refused attempts are not counted: waiting always helps. Returns the id to mark when it was the right one.
 * @param attempt.subject the e-mail address as typed, known or not, or another thing that is guessed at
 * @throws Refusal too_many_requests
 */
export async function throttleAttempt(
  tx: Transaction,
  attempt: { readonly subject: string; readonly address: string | null; readonly now: number },
): Promise<bigint> {
  const { subject, now } = attempt;
  const address = attempt.address ?? '';
  await lockAttempts(tx, subject, address);
  const since = Math.max(now - WINDOW_MS, (await lastSuccess(tx, subject)) ?? 0);
  refuseWhenFull(await newestFailures(tx, 'email', subject, since, PER_SUBJECT), PER_SUBJECT, now);
  if (address !== '') {
    const failures = await newestFailures(tx, 'address', address, now - WINDOW_MS, PER_ADDRESS);
    refuseWhenFull(failures, PER_ADDRESS, now);
  }
  return insertAttempt(tx, { subject, address, at: now });
}

function refuseWhenFull(failures: readonly number[], limit: number, now: number): void {
  const oldest = failures[limit - 1];
  if (oldest === undefined) return;
  const seconds = Math.max(1, Math.ceil((oldest + WINDOW_MS - now) / 1000));
  const minutes = Math.ceil(seconds / 60);
  throw new Refusal(
    'too_many_requests',
    `Too many attempts have failed. Wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`} and try again.`,
    [],
    seconds,
  );
}
