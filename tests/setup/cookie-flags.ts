import { z } from 'zod';
import { SESSION_COOKIE } from '@/server/platform/session-cookie';

/** What a cookie of Parapet always has: a name that ties it to this origin, and no page or other site that gets at it. */
const FLAGS = [
  /^__Host-[\w.-]+=/,
  /; Path=\/(;|$)/i,
  /; Secure(;|$)/i,
  /; HttpOnly(;|$)/i,
  /; SameSite=(Lax|Strict)(;|$)/i,
];

/** The cookies of an answer that lack a flag, or that go to other hosts as well; an answer without any is one. */
export function unguarded(answer: { readonly headers: Headers }): readonly string[] {
  const cookies = answer.headers.getSetCookie();
  if (cookies.length === 0) return ['no cookie at all'];
  return cookies.filter((cookie) => /; Domain=/i.test(cookie) || !FLAGS.every((flag) => flag.test(cookie)));
}

/** Signs in over HTTP as the sign-in page does, and out again where that began a session: every answer on the way. */
export async function answersOfSignIn(
  origin: string,
  credentials: { readonly email: string; readonly password: string },
): Promise<readonly Response[]> {
  const jar = new Map<string, string>();
  const ask = async (path: string, body?: object): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${origin}/api/auth/${path}`, {
      headers: { origin, cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return answer;
  };
  const form = await ask('csrf');
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await form.json());
  const entered = await ask('callback/credentials', { csrfToken, ...credentials, json: true });
  const left = jar.has(SESSION_COOKIE) ? [await ask('signout', { csrfToken, json: true })] : [];
  return [form, entered, ...left];
}
