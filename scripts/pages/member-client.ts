import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/** A member's browser without a screen: keeps cookies, sends what a page of the same origin sends. */
export class MemberClient {
  readonly #cookies = new Map<string, string>();

  constructor(private readonly origin: string) {}

  async signIn(email: string, password: string): Promise<void> {
    const { csrfToken } = z
      .object({ csrfToken: z.string() })
      .parse(await this.#send('GET', '/api/auth/csrf'));
    const form = new URLSearchParams({ csrfToken, email, password, json: 'true', callbackUrl: this.origin });
    await this.#send('POST', '/api/auth/callback/credentials', form);
    const session = z
      .object({ member: z.object({ email: z.string() }) })
      .parse(await this.get('/api/v1/session'));
    if (session.member.email !== email)
      throw new Error(`Signed in as ${session.member.email}, not as ${email}.`);
  }

  /** Replaces the password of who is signed in by a random one, which is returned. */
  async chooseOwnPassword(currentPassword: string): Promise<string> {
    const newPassword = randomBytes(18).toString('base64url');
    await this.post('/api/v1/password', { currentPassword, newPassword });
    return newPassword;
  }

  get(path: string): Promise<unknown> {
    return this.#send('GET', path);
  }

  post(path: string, body: object): Promise<unknown> {
    return this.#send('POST', path, JSON.stringify(body));
  }

  async #send(method: string, path: string, body?: string | URLSearchParams): Promise<unknown> {
    const response = await fetch(`${this.origin}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        origin: this.origin,
        'sec-fetch-site': 'same-origin',
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const [name = ''] = pair.split('=');
      this.#cookies.set(name, pair.slice(name.length + 1));
    }
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
    const answer: unknown = JSON.parse(text);
    return answer;
  }
}

/**
 * The first sign-in of a member to whom Parapet gave a password: chooses a lasting one and returns it.
 * @throws Error when the product does not answer, refuses, or gave no password (the member was there before)
 */
export async function chooseLastingPassword(
  origin: string,
  member: { readonly email: string; readonly password: string | null },
): Promise<string> {
  const { email, password } = member;
  if (password === null) throw new Error(`There is no one-time password of ${email} to begin with.`);
  const client = new MemberClient(origin);
  await client.signIn(email, password);
  return client.chooseOwnPassword(password);
}
