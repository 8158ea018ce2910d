import { encode } from 'next-auth/jwt';
import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { SESSION_ABSOLUTE_MS } from '@/domain/session-lifetime';
import { localPathOr } from '@/server/http/local-path';
import { newRequestId, problemResponse } from '@/server/http/problem';
import { noteRefusedRequest } from '@/server/http/refused-requests';
import { jsonBody } from '@/server/http/request-input';
import { refuseForeignOrigin } from '@/server/http/same-origin';
import { webRuntime } from '@/server/http/web-runtime';
import { PLAIN_HEADERS } from '@/server/platform/browser-security';
import { cookieValue, SESSION_COOKIE, SIGN_ON_COOKIE } from '@/server/platform/session-cookie';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { signOut } from '@/server/services/sign-in/sign-out';
import { beginSingleSignOn, finishSingleSignOn, SIGN_ON_MS } from '@/server/services/sign-in/single-sign-on';
import { addressOf, sessionIdOf, sessionSecret } from './session-actor';

/** `POST /api/auth/sso/begin {email, next, again}` answers `{url}`, where the browser goes, and gives it a secret to keep. */
export async function beginSignOn(request: Request): Promise<Response> {
  const requestId = newRequestId();
  const { runtime } = webRuntime();
  try {
    refuseForeignOrigin(request, runtime.environment.origin);
    const { email, next, again } = await jsonBody(request);
    const actor = { kind: 'anonymous', address: addressOf(runtime, request.headers) } as const;
    const input = { email, next: localPathOr(z.string().safeParse(next).data, '/'), again };
    const { url, secret } = await execute(beginSingleSignOn, { actor, runtime, input });
    return new Response(JSON.stringify({ url }), {
      headers: {
        ...PLAIN_HEADERS,
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'set-cookie': cookie(SIGN_ON_COOKIE, secret, SIGN_ON_MS),
      },
    });
  } catch (error) {
    const address = addressOf(runtime, request.headers);
    noteRefusedRequest(runtime, error, { of: 'begin-single-sign-on', requestId, address });
    return problemResponse(error, requestId, runtime.log);
  }
}

/**
 * `GET /api/auth/sso/callback`: where the provider sends the browser back to. Another site leads here, so the defence
 * against forged requests is the secret that only the browser which began it has. It always leads on to a page.
 */
export async function finishSignOn(request: Request): Promise<Response> {
  const { runtime } = webRuntime();
  const { origin } = runtime.environment;
  const secret = cookieValue(request.headers.get('cookie'), SIGN_ON_COOKIE) ?? '';
  const headers = new Headers({ ...PLAIN_HEADERS, 'cache-control': 'no-store' });
  const forgetSecret = (): void => headers.append('set-cookie', cookie(SIGN_ON_COOKIE, '', 0));
  try {
    const actor = { kind: 'anonymous', address: addressOf(runtime, request.headers) } as const;
    const query = new URL(request.url).searchParams.toString();
    const input = { query, secret, userAgent: request.headers.get('user-agent') ?? '' };
    const { sessionId, next } = await execute(finishSingleSignOn, { actor, runtime, input });
    forgetSecret();
    // The session that this browser had until now is replaced, not left behind.
    const former = await sessionIdOf(runtime, request.headers);
    if (former !== null) await execute(signOut, { actor, runtime, input: { sessionId: former } });
    headers.append(
      'set-cookie',
      cookie(SESSION_COOKIE, await sessionToken(runtime, sessionId), SESSION_ABSOLUTE_MS),
    );
    headers.set('location', `${origin}${localPathOr(next, '/')}`);
  } catch (error) {
    const word = wordOf(error);
    // What answers no sign-on of this browser, as another site may send it, ends none that is under way either.
    if (word !== 'expired') forgetSecret();
    headers.set('location', `${origin}/sign-in?sso=${word}`);
    const address = addressOf(runtime, request.headers);
    noteRefusedRequest(runtime, error, { of: 'finish-single-sign-on', address });
    if (!(error instanceof Refusal)) runtime.log.error({ err: error }, 'single sign-on failed');
  }
  return new Response(null, { status: 303, headers });
}

/** The word that the sign-in page knows the sentence of. */
function wordOf(error: unknown): string {
  if (!(error instanceof Refusal)) return 'refused';
  // No provider answers in such a form.
  if (error.code === 'invalid_input') return 'expired';
  return error.fields[0]?.field ?? (error.code === 'forbidden' ? 'off' : 'expired');
}

/** The cookie's token as next-auth makes it at the other ways in. */
function sessionToken(runtime: Runtime, sessionId: string): Promise<string> {
  return encode({
    token: { sid: sessionId },
    secret: sessionSecret(runtime),
    maxAge: SESSION_ABSOLUTE_MS / 1000,
  });
}

/** `Lax`, because it is to come along when the provider leads the browser back. */
function cookie(name: string, value: string, forMs: number): string {
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${forMs / 1000}`;
}
