import NextAuth from 'next-auth';
import { Refusal } from '@/domain/refusal';
import { newRequestId, problemResponse, HttpRefusal } from '@/server/http/problem';
import { noteRefusedRequest } from '@/server/http/refused-requests';
import { jsonBody, limitedText } from '@/server/http/request-input';
import { refuseForeignOrigin } from '@/server/http/same-origin';
import { webRuntime } from '@/server/http/web-runtime';
import { PLAIN_HEADERS } from '@/server/platform/browser-security';
import { cookieValue, PENDING_COOKIE } from '@/server/platform/session-cookie';
import type { Actor } from '@/server/services/actor';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { finishSignIn } from '@/server/services/sign-in/finish-sign-in';
import { PENDING_MS } from '@/server/services/sign-in/pending-token';
import { signIn } from '@/server/services/sign-in/sign-in';
import { signInWithPasskey } from '@/server/services/sign-in/sign-in-with-passkey';
import { signOut } from '@/server/services/sign-in/sign-out';
import { formForNextAuth } from './form-for-next-auth';
import { authOptions, type PendingStep, type SignInOutcome, type SignInStep } from './options';
import { addressOf, sessionIdOf } from './session-actor';

/** What of next-auth is reachable. Its session route would hand the token's content out and prolong it. */
const ROUTES: Readonly<Record<string, 'GET' | 'POST'>> = {
  csrf: 'GET',
  'callback/credentials': 'POST',
  signout: 'POST',
};

/**
 * Answers `/api/auth/…`: `GET csrf` gives `{csrfToken}`; `POST callback/credentials {csrfToken, email, password}`, which
 * answers `{step: "code"}` where a second factor is needed, then `{csrfToken, code}` or `{csrfToken, passkey,
 * afterPassword}`, a passkey alone without a password; `POST signout {csrfToken}`. They take JSON or a form and answer
 * `{url}`, or problem+json with a sentence.
 */
export async function handleAuth(request: Request): Promise<Response> {
  const requestId = newRequestId();
  const { runtime } = webRuntime();
  try {
    const path = new URL(request.url).pathname.replace(/^\/api\/auth\//, '');
    const method = ROUTES[path];
    if (method === undefined) throw new Refusal('not_found', 'There is nothing at this address.');
    if (request.method !== method)
      throw new HttpRefusal('method_not_allowed', `Use ${method} here.`, { allow: method });
    refuseForeignOrigin(request, runtime.environment.origin);
    const response = await answer(runtime, request, path);
    for (const [name, value] of Object.entries(PLAIN_HEADERS)) response.headers.set(name, value);
    response.headers.set('cache-control', 'no-store');
    return response;
  } catch (error) {
    const address = addressOf(runtime, request.headers);
    noteRefusedRequest(runtime, error, { of: 'sign-in page', requestId, address });
    return problemResponse(error, requestId, runtime.log);
  }
}

async function answer(runtime: Runtime, request: Request, path: string): Promise<Response> {
  const actor: Actor = { kind: 'anonymous', address: addressOf(runtime, request.headers) };
  if (path === 'signout') {
    // Ended in the database first: a cookie that was copied must not outlive this, whatever follows.
    const sessionId = await sessionIdOf(runtime, request.headers);
    if (sessionId !== null) await execute(signOut, { actor, runtime, input: { sessionId } });
  }
  const outcome: SignInOutcome = { asked: false, error: null, pending: null };
  // next-auth reads its own address from here and nowhere else; ours is the one setting.
  process.env.NEXTAUTH_URL = runtime.environment.origin;
  const fields = request.method === 'POST' ? await fieldsOf(request) : null;
  const response = parseResponse(
    await NextAuth(
      formForNextAuth(request, fields),
      { params: Promise.resolve({ nextauth: path.split('/') }) },
      authOptions(runtime, stepOf(runtime, actor, request, fields ?? {}), outcome),
    ),
  );
  if (outcome.error !== null) throw outcome.error;
  if (path === 'callback/credentials' && !outcome.asked)
    throw new Refusal(
      'forbidden',
      'The sign-in form was open for too long. Load the page again and sign in.',
    );
  if (outcome.pending !== null) return secondStepNeeded(outcome.pending);
  if (path === 'callback/credentials') {
    // The session that this browser had until now is replaced, not left behind.
    const former = await sessionIdOf(runtime, request.headers);
    if (former !== null) await execute(signOut, { actor, runtime, input: { sessionId: former } });
    response.headers.append('set-cookie', pendingCookie('', 0));
  }
  return response;
}

/** The step of signing in that the fields of a form are for: a code is the second one. */
function stepOf(
  runtime: Runtime,
  actor: Actor,
  request: Request,
  { email, password, code, passkey, afterPassword }: Readonly<Record<string, unknown>>,
): SignInStep {
  const userAgent = request.headers.get('user-agent') ?? '';
  const pending = cookieValue(request.headers.get('cookie'), PENDING_COOKIE) ?? '';
  if (passkey !== undefined) {
    // A first step that was left behind is not in the way of somebody who signs in by a passkey alone.
    const after = afterPassword === true ? pending : '';
    return () =>
      execute(signInWithPasskey, { actor, runtime, input: { passkey, pending: after, userAgent } });
  }
  return code === undefined
    ? () => execute(signIn, { actor, runtime, input: { email, password, userAgent } })
    : () => execute(finishSignIn, { actor, runtime, input: { pending, code, userAgent } });
}

/** What the first step comes to where there is a second: the browser keeps what stands for it, and no page can read that. */
function secondStepNeeded({ pending, asks }: PendingStep): Response {
  return new Response(JSON.stringify({ step: asks }), {
    headers: { 'content-type': 'application/json', 'set-cookie': pendingCookie(pending, PENDING_MS / 1000) },
  });
}

function pendingCookie(value: string, maxAge: number): string {
  return `${PENDING_COOKIE}=${value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${maxAge}`;
}

/** The fields of a body of either kind that sign-in forms send. */
async function fieldsOf(request: Request): Promise<Record<string, unknown>> {
  const type = request.headers.get('content-type') ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded')) return jsonBody(request);
  return Object.fromEntries(new URLSearchParams(await limitedText(request)));
}

/** What next-auth answers, which it gives no type: checked here, and a Response from here on. */
function parseResponse(value: unknown): Response {
  if (value instanceof Response) return value;
  throw new Error('next-auth did not answer.');
}
