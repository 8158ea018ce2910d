import { Refusal } from '@/domain/refusal';
import { HttpRefusal } from '@/server/http/problem';
import { apiTokenHash, isWellFormedToken } from '@/server/platform/api-token';
import { countedAddress } from '@/server/platform/counted-address';
import { cookieValue, SESSION_COOKIE } from '@/server/platform/session-cookie';
import { TokenBuckets } from '@/server/platform/token-bucket';
import type { Actor } from '@/server/services/actor';
import { resolveToken } from '@/server/services/members/resolve-token';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { addressOf } from './session-actor';

type HeaderReader = Pick<Headers, 'get'>;

/** A program may ask 120 times at once, then five times a second. */
const requests = new TokenBuckets(120, 200);
/** Nobody guesses 256 bits; who tries costs the database a question each time, until this bucket is empty. */
const failures = new TokenBuckets(30, 2_000);

const STOOD_MS = 24 * 3_600_000;
const MOST_STOOD = 10_000;
/** Hashes of tokens that stood lately, and until when that holds: another's failures from the same address are not theirs. */
const stood = new Map<string, number>();

/** The API token that a request brings, however it looks; null where it brings none. */
export function bearerToken(from: HeaderReader): string | null {
  const said = /^bearer(?:\s+(.*))?$/i.exec(from.get('authorization') ?? '');
  return said === null ? null : (said[1] ?? '');
}

/**
 * Who acts in a request with this token. A token that does not stand never makes the request an anonymous one, and a
 * cookie beside it is refused: who acts must be said once.
 * @throws HttpRefusal invalid_token with the reason; Refusal invalid_input, too_many_requests
 */
export async function tokenActorOf(runtime: Runtime, from: HeaderReader, token: string): Promise<Actor> {
  if (cookieValue(from.get('cookie'), SESSION_COOKIE) !== null)
    throw new Refusal(
      'invalid_input',
      'This request brings an API token and the cookie of a session. Send one of them.',
    );
  const address = addressOf(runtime, from);
  const now = runtime.now();
  const hash = apiTokenHash(token);
  const isKnown = isWellFormedToken(token) && (stood.get(hash) ?? 0) > now;
  // Taken before anything is looked up, so that a hundred at once are no way around it; given back when the token stands.
  if (!isKnown) failures.take(countedAddress(address), now);
  const refuse = (why: string): HttpRefusal => {
    stood.delete(hash);
    return new HttpRefusal('invalid_token', why, {
      'www-authenticate': 'Bearer realm="Parapet", error="invalid_token"',
    });
  };
  if (!isWellFormedToken(token))
    throw refuse(
      'This is no API token of Parapet: it was cut off or mistyped. Copy it anew, from parapet_ on.',
    );
  requests.take(hash, now);
  const actor: Actor = { kind: 'anonymous', address };
  const found = await execute(resolveToken, { actor, runtime, input: { hash } });
  switch (found.state) {
    case 'stands': {
      const { state: _, ...facts } = found;
      if (!isKnown) failures.giveBack(countedAddress(address));
      remember(hash, now);
      return { kind: 'token', ...facts, address };
    }
    case 'unknown':
      throw refuse('This API token is not known here. Check that it belongs to this Parapet.');
    case 'revoked':
      throw refuse(`This API token was revoked at ${found.at}. Make another one under Settings, API tokens.`);
    case 'expired':
      throw refuse(`This API token ended at ${found.at}. Make another one under Settings, API tokens.`);
    case 'member_gone':
      throw refuse('Who made this API token has no access any more, and so it has ended.');
    case 'password_to_choose':
      throw refuse('Who made this API token has to choose a password first. Then it works again.');
    case 'second_factor_to_add':
      throw refuse(
        'Who made this API token has to add a second factor first: the account asks it of everybody, or all of theirs are blocked. They sign in to Parapet and add one; then it works again.',
      );
  }
}

function remember(hash: string, now: number): void {
  stood.delete(hash);
  stood.set(hash, now + STOOD_MS);
  const [oldest] = stood.keys();
  if (stood.size > MOST_STOOD && oldest !== undefined) stood.delete(oldest);
}
