import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Refusal } from '@/domain/refusal';
import { normalisePassword } from '@/domain/sign-in';

/** Argon2id (the library's default algorithm) with more than OWASP's least: 46 MiB, two passes, one lane. */
const COST = { memoryCost: 47_104, timeCost: 2, parallelism: 1 };

/** Each hash takes 46 MiB and a core: without a bound, a hundred sign-ins at once would take the machine. */
const AT_ONCE = 2;
const MAY_WAIT = 40;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MAY_WAIT)
      throw new Refusal(
        'unavailable',
        'Too many people sign in at this moment. Try again in a few seconds.',
        [],
        5,
      );
    // The one that ends hands its place on, so `running` stays as it is.
    await new Promise<void>((resolve) => void waiting.push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

/** The password as it is stored: a PHC string with its parameters and salt. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normalisePassword(password), COST));
}

let decoy: Promise<string> | null = null;

/**
 * Whether this is the password behind the hash. `null` stands for a member who does not exist: as much work is done,
 * so that the time of the answer does not say which e-mail addresses are known.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hash(randomBytes(24), COST);
  const compared = passwordHash ?? (await decoy);
  const right = await inTurn(() => verify(compared, normalisePassword(password)));
  return right && passwordHash !== null;
}
