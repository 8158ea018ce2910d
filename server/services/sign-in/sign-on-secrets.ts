import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { SESSION_ABSOLUTE_MS } from '@/domain/session-lifetime';
import type { SignOnSecrets } from '@/server/platform/identity-provider';

/** Where a provider sends people back to. */
export function redirectUriOf(origin: string): string {
  return `${origin}/api/auth/sso/callback`;
}

/** Where the browser is to come back to, and how long ago it may have signed in there: as long as a session lasts here. */
export function placeOf(runtime: { readonly environment: { readonly origin: string } }, again: boolean) {
  return { redirectUri: redirectUriOf(runtime.environment.origin), maxAgeMs: SESSION_ABSOLUTE_MS, again };
}

/** A secret for the browser that begins a sign-in; all else follows from it, so that the database keeps none of it. */
export function newBrowserSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The browser's secret as it is kept. */
export function browserSecretHash(secret: string): string {
  return createHash('sha256').update(`single sign-on\0${secret}`).digest('hex');
}

/** What is sent to the provider with a sign-in, made from the browser's secret. */
export function signOnSecretsOf(state: string, secret: string): SignOnSecrets {
  const part = (name: string) => createHmac('sha256', secret).update(name).digest('base64url');
  return { state, nonce: part('nonce'), verifier: part('verifier') };
}

/** Secrets of a sign-in that nobody will finish: to ask whether a provider answers. */
export function newSignOnSecrets(): SignOnSecrets {
  return signOnSecretsOf(randomUUID(), newBrowserSecret());
}
