import { decode } from 'next-auth/jwt';
import { z } from 'zod';
import { clientAddress } from '@/server/platform/client-address';
import { cookieValue, SESSION_COOKIE } from '@/server/platform/session-cookie';
import type { Actor } from '@/server/services/actor';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { resolveSession } from '@/server/services/sign-in/resolve-session';

type HeaderReader = Pick<Headers, 'get'>;

/** What the cookie's token holds, and nothing else of ours. */
export const tokenSchema = z.object({ sid: z.uuid() });

/**
 * Who acts in a request with these headers. Anybody whose session does not stand is anonymous. `isUse` says whether somebody does
 * something: a page that is open reads by itself for days, and would keep its session.
 */
export async function actorOf(runtime: Runtime, from: HeaderReader, isUse: boolean): Promise<Actor> {
  const address = addressOf(runtime, from);
  const anonymous: Actor = { kind: 'anonymous', address };
  const sessionId = await sessionIdOf(runtime, from);
  if (sessionId === null) return anonymous;
  const member = await execute(resolveSession, { actor: anonymous, runtime, input: { sessionId, isUse } });
  return member === null ? anonymous : { kind: 'member', ...member, sessionId, address };
}

/** The session that the request's cookie names, whether or not it stands; null without a token of ours. */
export async function sessionIdOf(runtime: Runtime, from: HeaderReader): Promise<string | null> {
  const token = cookieValue(from.get('cookie'), SESSION_COOKIE);
  if (token === null || token === '') return null;
  try {
    const payload = await decode({ token, secret: sessionSecret(runtime) });
    return tokenSchema.safeParse(payload).data?.sid ?? null;
  } catch {
    // Forged, cut off, expired, or from before the secret was changed: as good as none.
    return null;
  }
}

/** Where the request came from, or null where that is not known. */
export function addressOf(runtime: Runtime, from: HeaderReader): string | null {
  return clientAddress(from, runtime.environment.trustedProxies);
}

/** The key of session tokens. @throws Error when the process was started without one */
export function sessionSecret(runtime: Runtime): string {
  const { sessionSecret: secret } = runtime.environment;
  if (secret === null) throw new Error('PARAPET_SESSION_SECRET: give at least 32 random characters.');
  return secret;
}
