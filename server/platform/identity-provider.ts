import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretPost,
  type Configuration,
  customFetch,
  type CustomFetch,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client';
import { createHttpClient, type HttpClient } from './http-client';
import type { Environment } from './environment';

/** A provider as an account names it. */
export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What ties an answer of a provider to the request: made for one sign-in, known to its browser alone. */
export interface SignOnSecrets {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** What a provider says of who signed in, checked: signature, issuer, audience, times and nonce. */
export type ProviderClaims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** Identity providers, reached through the same guards as vendors are. */
export interface IdentityProviders {
  /**
   * Where the browser goes to sign in; with `again`, somebody who is signed in there has to do so once more. The provider
   * is to say when they did (`auth_time`), which it only has to where an age is asked for.
   * @throws Error where the provider cannot be read
   */
  begin(
    provider: ProviderSettings,
    secrets: SignOnSecrets,
    place: { readonly redirectUri: string; readonly maxAgeMs: number; readonly again: boolean },
  ): Promise<URL>;
  /** What the answer that the browser brings back is worth. @throws Error where anything of it is not right */
  finish(provider: ProviderSettings, secrets: SignOnSecrets, answer: URL): Promise<ProviderClaims>;
  close(): void;
}

const MAX_ANSWER_BYTES = 1024 * 1024;
const ANSWER_WITHIN_MS = 10_000;

/** Opens the way to identity providers. */
export function openIdentityProviders(
  environment: Pick<Environment, 'outbound' | 'ssoPrivateHosts'>,
): IdentityProviders {
  const { outbound, ssoPrivateHosts } = environment;
  const plainHttpHosts = ssoPrivateHosts.filter((host) => host.includes(':'));
  const client = createHttpClient({
    plainHttpHosts,
    privateHosts: ssoPrivateHosts,
    publicBehindProxy: true,
    proxy: outbound.proxy,
    proxyExceptions: outbound.proxyExceptions,
    extraCa: outbound.extraCa,
    maxBodyBytes: MAX_ANSWER_BYTES,
    deadlineMs: ANSWER_WITHIN_MS,
  });
  const guarded = guardedFetch(client, new Set(plainHttpHosts));

  async function configurationOf({
    issuer,
    clientId,
    clientSecret,
  }: ProviderSettings): Promise<Configuration> {
    const url = new URL(issuer);
    const plain = plainHttpHosts.includes(url.host);
    return discovery(url, clientId, {}, ClientSecretPost(clientSecret), {
      [customFetch]: guarded,
      // The signature of every ID token is checked, also of one that comes straight from the provider.
      execute: [enableNonRepudiationChecks, ...(plain ? [allowInsecureRequests] : [])],
    });
  }

  return {
    async begin(provider, { state, nonce, verifier }, { redirectUri, maxAgeMs, again }) {
      return buildAuthorizationUrl(await configurationOf(provider), {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        response_type: 'code',
        state,
        nonce,
        max_age: again ? '0' : String(maxAgeMs / 1000),
        ...(again && { prompt: 'login' }),
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
    },
    async finish(provider, { state, nonce, verifier }, answer) {
      const tokens = await authorizationCodeGrant(await configurationOf(provider), answer, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('The provider sent no ID token.');
      return claims;
    },
    close: () => client.close(),
  };
}

/** `fetch` as the library calls it, through the client that resolves once, checks the address and follows no redirect. */
function guardedFetch(client: HttpClient, plainHosts: ReadonlySet<string>): CustomFetch {
  return async (address, { method, headers, body, signal }) => {
    const url = new URL(address);
    const plain = url.protocol === 'http:' && plainHosts.has(url.host);
    if (!plain && (url.protocol !== 'https:' || url.port !== '' || url.username !== ''))
      throw new TypeError('Identity providers are reached by https on port 443 only.');
    if (method !== 'GET' && method !== 'POST') throw new TypeError(`No ${method} to identity providers.`);
    const text =
      body instanceof URLSearchParams ? body.toString() : typeof body === 'string' ? body : undefined;
    const result = await client.send({
      host: plain ? url.host : url.hostname,
      path: `${url.pathname}${url.search}`,
      method,
      headers: {
        ...headers,
        ...(text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) }),
      },
      ...(text === undefined ? {} : { body: text }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!result.ok) throw new TypeError(`The identity provider cannot be reached (${result.failure.code}).`);
    const type = result.headers['content-type'];
    return new Response(new Uint8Array(result.body), {
      status: result.status,
      headers: type === undefined ? {} : { 'content-type': type },
    });
  };
}
