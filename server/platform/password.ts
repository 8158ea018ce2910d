import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Refusal } from '@/domain/refusal';
import { normalisePassword } from '@/domain/sign-in';
import { countedAddress } from './counted-address';
import { FairTurns } from './fair-turns';

/** Argon2id (the library's default algorithm) with more than OWASP's least: 46 MiB, two passes, one lane. */
const COST = { memoryCost: 47_104, timeCost: 2, parallelism: 1 };

/** Each hash takes 46 MiB and a core: without a bound, a hundred sign-ins at once would take the machine. */
const AT_ONCE = 2;
const MAY_WAIT = 40;

/** Whoever has an IPv6 address at home often has 256 networks of /64 and more, so turns are shared out more widely. */
const NETWORK_BITS = 48;

const turns = new FairTurns(
  AT_ONCE,
  MAY_WAIT,
  () =>
    new Refusal('unavailable', 'Too many people sign in at this moment. Try again in a few seconds.', [], 5),
);

function inTurn<T>(address: string | null, work: () => Promise<T>): Promise<T> {
  return turns.take(countedAddress(address, NETWORK_BITS), work);
}

/**
 * The password as it is stored: a PHC string with its parameters and salt. `address` is the network address of whoever
 * waits for it, among which turns are shared out; null at the console.
 */
export function hashPassword(password: string, address: string | null): Promise<string> {
  return inTurn(address, () => hash(normalisePassword(password), COST));
}

let decoy: Promise<string> | null = null;

/**
 * Whether this is the password behind the hash. `null` stands for a member who does not exist: as much work is done,
 * so that the time of the answer does not say which e-mail addresses are known. `address` as at `hashPassword`.
 */
export async function verifyPassword(
  passwordHash: string | null,
  password: string,
  address: string | null,
): Promise<boolean> {
  decoy ??= hash(randomBytes(24), COST);
  const compared = passwordHash ?? (await decoy);
  const right = await inTurn(address, () => verify(compared, normalisePassword(password)));
  return right && passwordHash !== null;
}
