import { request, type APIRequestContext } from '@playwright/test';
import { z } from 'zod';

/** A signed-in member without a page: cookies are kept, and changes come from the product's own origin. */
export interface MemberSession {
  readonly api: APIRequestContext;
  /** Reads a path of the API. @throws Error with the answer where it is not a success */
  readonly read: (path: string) => Promise<unknown>;
}

/** Signs in through the product's own HTTP API. The caller disposes of `api`. @throws Error with the answer */
export async function openMemberSession(
  origin: string,
  member: { readonly email: string; readonly password: string },
): Promise<MemberSession> {
  const api = await request.newContext({ baseURL: origin, extraHTTPHeaders: { origin } });
  const read = async (path: string): Promise<unknown> => {
    const response = await api.get(path);
    if (!response.ok())
      throw new Error(`GET ${path} answered ${response.status()}: ${await response.text()}`);
    const answer: unknown = await response.json();
    return answer;
  };
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await read('/api/auth/csrf'));
  const response = await api.post('/api/auth/callback/credentials', {
    data: { csrfToken, ...member, json: true, callbackUrl: origin },
  });
  if (!response.ok()) throw new Error(`Signing in answered ${response.status()}: ${await response.text()}`);
  return { api, read };
}
