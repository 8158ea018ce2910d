import { parseProblem, unreachable } from './problem';

/** What signing in came to. */
export type SignInResult = { readonly ok: true } | { readonly ok: false; readonly sentence: string };

/** Signs in with e-mail and password through next-auth's own endpoints. */
export async function signIn(email: string, password: string, next: string): Promise<SignInResult> {
  try {
    const response = await post('/api/auth/callback/credentials', {
      csrfToken: await csrfToken(),
      email,
      password,
      json: true,
      callbackUrl: next,
    });
    if (response.ok) return { ok: true };
    return { ok: false, sentence: parseProblem(response.status, await bodyOf(response)).message };
  } catch {
    return { ok: false, sentence: unreachable().message };
  }
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
