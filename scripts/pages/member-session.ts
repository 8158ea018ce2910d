import { request, type APIRequestContext } from '@playwright/test';
import { z } from 'zod';
import { STEP_UP_MS } from '@/domain/session-lifetime';

/** A signed-in member without a page: cookies are kept, and changes come from the product's own origin. */
export interface MemberSession {
  readonly api: APIRequestContext;
  /** Reads a path of the API. @throws Error with the answer where it is not a success */
  readonly read: (path: string) => Promise<unknown>;
  /** Proves again who the member is, as dangerous acts ask for, where the last proof is half as old as it may be. */
  readonly prove: () => Promise<void>;
}

/** Signs in through the product's own HTTP API. The caller disposes of `api`. @throws Error with the answer */
export async function openMemberSession(
  origin: string,
  member: { readonly email: string; readonly password: string },
): Promise<MemberSession> {
  // Within a test a new context has the cookies of that test: whoever signs in with these takes the place of their session.
  const nobody = { cookies: [], origins: [] };
  const api = await request.newContext({
    ...{ baseURL: origin, extraHTTPHeaders: { origin }, storageState: nobody },
  });
  const read = async (path: string): Promise<unknown> => {
    const response = await api.get(path);
    if (!response.ok())
      throw new Error(`GET ${path} answered ${response.status()}: ${await response.text()}`);
    const answer: unknown = await response.json();
    return answer;
  };
  await signInAgain(origin, api, member);
  let provenAt = Date.now();
  const prove = async (): Promise<void> => {
    if (Date.now() - provenAt < STEP_UP_MS / 2) return;
    const proof = await api.post('/api/v1/session/proof', { data: { password: member.password } });
    if (!proof.ok()) throw new Error(`The proof answered ${proof.status()}: ${await proof.text()}`);
    provenAt = Date.now();
  };
  return { api, read, prove };
}

/** Signs in with the cookies that are there, as the form of the sign-in page does. @throws Error with the answer */
export async function signInAgain(
  origin: string,
  api: APIRequestContext,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<void> {
  const given: unknown = await (await api.get('/api/auth/csrf')).json();
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(given);
  const response = await api.post('/api/auth/callback/credentials', {
    data: { csrfToken, email, password, json: true, callbackUrl: origin },
  });
  if (!response.ok()) throw new Error(`Signing in answered ${response.status()}: ${await response.text()}`);
}
