import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import Provider from 'oidc-provider';

export const CLIENT = { id: 'parapet', secret: 'canary-client-secret-0042-canary' };

/** Who signs in at a provider, and what it says of them. */
export interface Person {
  readonly sub: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string;
  readonly groups: readonly string[];
}

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('It listens on a port.');
  return address.port;
}

/** A real provider (oidc-provider) on loopback, at which whoever comes is `person` and agrees to everything. */
export async function openRealProvider(redirectUri: string) {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const server = await listen((request, response) => handle(request, response));
  const host = `127.0.0.1:${portOf(server.address())}`;
  const issuer = `http://${host}`;
  let person: Person = { sub: '', email: '', email_verified: false, name: '', groups: [] };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['a key of the test'] },
    pkce: { required: () => true },
    interactions: { url: (_context, interaction) => `/agree/${interaction.uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...person, sub }) }),
  });
  const onwards = provider.callback();
  const agree = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { prompt, params, session } = await provider.interactionDetails(request, response);
    if (prompt.name === 'login') {
      await provider.interactionFinished(request, response, { login: { accountId: person.sub } });
      return;
    }
    const grant = new provider.Grant({
      accountId: session?.accountId ?? '',
      clientId: String(params['client_id']),
    });
    grant.addOIDCScope('openid email profile');
    await provider.interactionFinished(
      request,
      response,
      { consent: { grantId: await grant.save() } },
      { mergeWithLastSubmission: true },
    );
  };
  handle = (request, response) => {
    if (request.url?.startsWith('/agree/') === true) void agree(request, response);
    else void onwards(request, response);
  };
  return {
    issuer,
    host,
    become: (next: Person) => {
      person = next;
    },
    /** Goes through the provider as a browser does; the address that it leads back to. */
    visit: async (url: string): Promise<URL> => {
      const jar = new Map<string, string>();
      let at = url;
      for (let step = 0; step < 12; step += 1) {
        if (!at.startsWith(issuer)) return new URL(at);
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
        for (const line of response.headers.getSetCookie()) {
          const [pair = ''] = line.split(';');
          const middle = pair.indexOf('=');
          jar.set(pair.slice(0, middle), pair.slice(middle + 1));
        }
        const location = response.headers.get('location');
        if (location === null)
          throw new Error(`The provider answered ${response.status}: ${await response.text()}`);
        at = new URL(location, at).href;
      }
      throw new Error('The provider leads nowhere.');
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** A provider that says whatever a test wants: signed rightly, or not. */
export async function openLyingProvider() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  let idToken = '';
  let named: string | null = null;
  const server = await listen((request, response) => {
    void text(request).then(() => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answerTo(new URL(request.url ?? '/', issuer).pathname)));
    });
  });
  const host = `127.0.0.1:${portOf(server.address())}`;
  const issuer = `http://${host}`;
  const answerTo = (path: string): unknown => {
    if (path.endsWith('/jwks'))
      return { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1', alg: 'RS256', use: 'sig' }] };
    if (path.endsWith('/token'))
      return { access_token: 'x', token_type: 'Bearer', expires_in: 60, id_token: idToken };
    return {
      ...{
        issuer: named ?? issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
      },
      ...{
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
      },
      id_token_signing_alg_values_supported: ['RS256'],
    };
  };
  return {
    issuer,
    host,
    /** The issuer that its metadata name from now on; null for its own. */
    nameItself: (other: string | null) => {
      named = other;
    },
    /** What the token endpoint gives from now on. */
    say: (claims: object, by: 'own key' | 'another key' | 'no key' = 'own key') => {
      idToken = signed(claims, by === 'no key' ? null : by === 'own key' ? privateKey : stranger);
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function signed(claims: object, key: KeyObject | null): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = part(key === null ? { alg: 'none' } : { alg: 'RS256', kid: '1' });
  const body = `${head}.${part(claims)}`;
  return `${body}.${key === null ? '' : createSign('sha256').update(body).sign(key).toString('base64url')}`;
}
