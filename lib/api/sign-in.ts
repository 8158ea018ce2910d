import { parseProblem, unreachable, unreadable } from './problem';

/** What a second step asks for: a recovery code alone where every second factor is blocked. */
export type SecondStep = 'code' | 'recovery_code';

/** What signing in came to: one is in, a code is asked for too, or a sentence that says why not. */
export type SignInResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly step: SecondStep }
  | { readonly ok: false; readonly step: null; readonly sentence: string; readonly begin: boolean };

/** Signs in with e-mail and password through next-auth's own endpoints. */
export async function signIn(email: string, password: string, next: string): Promise<SignInResult> {
  return step({ email, password }, next);
}

/** The second step, where there is one: a code of the app, or a recovery code. */
export async function signInWithCode(code: string, next: string): Promise<SignInResult> {
  return step({ code }, next);
}

/** Signs in with a passkey alone, or with one after the password. */
export async function signInWithPasskey(
  passkey: unknown,
  { next, afterPassword }: { readonly next: string; readonly afterPassword: boolean },
): Promise<SignInResult> {
  return step({ passkey, afterPassword }, next);
}

async function step(fields: Readonly<Record<string, unknown>>, next: string): Promise<SignInResult> {
  try {
    const response = await post('/api/auth/callback/credentials', {
      ...fields,
      csrfToken: await csrfToken(),
      json: true,
      callbackUrl: next,
    });
    const body = await bodyOf(response);
    if (!response.ok) {
      const problem = parseProblem(response.status, body);
      const begin = problem.fieldMessage('begin') !== undefined;
      return { ok: false, step: null, sentence: problem.message, begin };
    }
    const asks = typeof body === 'object' && body !== null && 'step' in body ? body.step : null;
    return asks === 'code' || asks === 'recovery_code' ? { ok: false, step: asks } : { ok: true };
  } catch {
    return { ok: false, step: null, sentence: unreachable().message, begin: false };
  }
}

/**
 * Where an identity provider is asked who somebody is, by their e-mail address; `again` also where it knows them already.
 * @throws Problem
 */
export async function beginSignOn(email: string, next: string, again = false): Promise<string> {
  const response = await post('/api/auth/sso/begin', { email, next, again }).catch(() => {
    throw unreachable();
  });
  const body = await bodyOf(response);
  if (!response.ok) throw parseProblem(response.status, body);
  if (typeof body === 'object' && body !== null && 'url' in body && typeof body.url === 'string')
    return body.url;
  throw unreadable(response.status);
}

let signingOut = false;

/** Whether the member is on the way out: what a page asks for meanwhile is refused, and is no session that ended. */
export function isSigningOut(): boolean {
  return signingOut;
}

/** Ends the session and shows the sign-in page; a session that has ended already is no failure. */
export async function signOut(): Promise<void> {
  signingOut = true;
  try {
    await post('/api/auth/signout', { csrfToken: await csrfToken(), json: true, callbackUrl: '/sign-in' });
  } catch {
    // Without an answer the sign-in page still shows; the cookie then ends by its own time.
  }
  window.location.assign('/sign-in');
}

async function csrfToken(): Promise<string> {
  const response = await fetch('/api/auth/csrf', { credentials: 'same-origin', cache: 'no-store' });
  const body = await bodyOf(response);
  return typeof body === 'object' &&
    body !== null &&
    'csrfToken' in body &&
    typeof body.csrfToken === 'string'
    ? body.csrfToken
    : '';
}

function post(path: string, body: Readonly<Record<string, unknown>>): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    redirect: 'follow',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
