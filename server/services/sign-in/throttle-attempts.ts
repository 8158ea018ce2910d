import type { AccountId, MemberId } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import type { Transaction } from '@/server/data/database';
import { addTurnedAway } from '@/server/data/members/refused-sign-ins';
import {
  insertAttempt,
  lastSuccess,
  lockAttempts,
  newestFailures,
} from '@/server/data/members/sign-in-attempts';
import { countedAddress } from '@/server/platform/counted-address';
import { metrics } from '@/server/platform/metrics';

const WINDOW_MS = 15 * 60_000;
/** Ten tries at one e-mail address from one network address: enough for a forgotten password. */
const PER_PAIR = 10;
/** Fifty from one network address: an office behind one address signs in, a list of passwords does not. */
const PER_ADDRESS = 50;
/**
 * A hundred at one e-mail address from wherever: whoever wants to keep somebody out needs ten network addresses, and
 * whoever has many still guesses fewer than 10,000 a day. Not counted where that e-mail address was signed in with lately
 * from the same network address: there ten are the bound, so that strangers keep nobody out of where they usually are.
 */
const PER_SUBJECT = 100;

/**
 * Codes of six digits are guessed by who knows the password already, so the bounds are narrower: thirty a day, which find
 * one in ten thousand days.
 */
const PER_CODE = 10;
const PER_CODE_A_DAY = 30;
const DAY_MS = 24 * 3_600_000;

/** How long a network address stays one where somebody usually is: as long as sessions that ended are remembered. */
export const KNOWN_MS = 30 * DAY_MS;
/** How long failures are kept: the longest window in which they count. */
export const KEEP_FAILURES_MS = DAY_MS;

export interface Attempt {
  /** The e-mail address as typed, known or not, or another thing that is guessed at. */
  readonly subject: string;
  /** The whole network address; what is kept is what it counts as. */
  readonly address: string | null;
  /** Epoch milliseconds. */
  readonly now: number;
  /**
   * `address` for what cannot be guessed anyhow: then nobody can keep others from trying. `subject` for what is short and
   * asked for after the password, from wherever. Otherwise both and the two together.
   */
  readonly countBy?: 'address' | 'subject';
  /** What is tried, as in `password`: then the audit log says of it when it is refused (`tell-refused-sign-ins.ts`). */
  readonly way?: string;
  /** Whose sign-in it is, where that is known before it is judged. */
  readonly memberId?: MemberId;
  /** The account whose identity provider is to vouch for somebody. */
  readonly providerOf?: AccountId;
}

type Work = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

/**
 * Counts a try to sign in, or to prove who one is, before it is judged, in a transaction of its own. One that is turned away
 * because there were too many is counted with those. Returns the id to mark when it was the right one.
 * @throws Refusal too_many_requests
 */
export async function countAttempt(transaction: Work, attempt: Attempt): Promise<bigint> {
  return transaction((tx) => throttleAttempt(tx, attempt)).catch(async (error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    metrics().signIns.inc({ outcome: 'throttled' });
    const address = attempt.address === null ? '' : countedAddress(attempt.address);
    const since = attempt.now - KEEP_FAILURES_MS;
    await transaction((tx) => addTurnedAway(tx, { subject: attempt.subject, address }, since));
    throw error;
  });
}

/**
 * Counts an attempt before it is judged, so that a thousand at once cannot slip through between counting and noting.
 * Refused attempts are not counted: waiting always helps. Returns the id to mark when it was the right one.
 * @throws Refusal too_many_requests
 */
export async function throttleAttempt(tx: Transaction, attempt: Attempt): Promise<bigint> {
  const { subject, now } = attempt;
  const address = attempt.address === null ? '' : countedAddress(attempt.address);
  await lockAttempts(tx, subject, address);
  const since = now - WINDOW_MS;
  if (attempt.countBy === 'subject') {
    refuseWhenFull(await newestFailures(tx, { subject }, since, PER_CODE), PER_CODE, now);
    refuseWhenFull(
      await newestFailures(tx, { subject }, now - DAY_MS, PER_CODE_A_DAY),
      PER_CODE_A_DAY,
      now,
      DAY_MS,
    );
  } else if (attempt.countBy !== 'address') {
    const pair = { subject, address };
    const succeeded = await lastSuccess(tx, pair);
    const sinceSuccess = Math.max(since, succeeded ?? 0);
    refuseWhenFull(await newestFailures(tx, pair, sinceSuccess, PER_PAIR), PER_PAIR, now);
    if (address === '' || succeeded === null || succeeded <= now - KNOWN_MS)
      refuseWhenFull(await newestFailures(tx, { subject }, since, PER_SUBJECT), PER_SUBJECT, now);
  }
  if (address !== '')
    refuseWhenFull(await newestFailures(tx, { address }, since, PER_ADDRESS), PER_ADDRESS, now);
  const { way = null, memberId = null, providerOf = null } = attempt;
  return insertAttempt(tx, { subject, address, at: now, way, source: attempt.address, memberId, providerOf });
}

function refuseWhenFull(failures: readonly number[], limit: number, now: number, window = WINDOW_MS): void {
  const oldest = failures[limit - 1];
  if (oldest === undefined) return;
  const seconds = Math.max(1, Math.ceil((oldest + window - now) / 1000));
  const minutes = Math.ceil(seconds / 60);
  throw new Refusal(
    'too_many_requests',
    `Too many attempts have failed. Wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`} and try again.`,
    [],
    seconds,
  );
}
