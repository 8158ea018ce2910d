import type { NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { z } from 'zod';
import { SESSION_ABSOLUTE_MS } from '@/domain/session-lifetime';
import { CALLBACK_COOKIE, CSRF_COOKIE, SESSION_COOKIE } from '@/server/platform/session-cookie';
import type { Runtime } from '@/server/services/runtime';
import { sessionSecret, tokenSchema } from './session-actor';

const MAX_AGE_SECONDS = SESSION_ABSOLUTE_MS / 1000;

const userSchema = z.object({ id: z.uuid() });

/** The first step of two is done. */
export interface PendingStep {
  readonly pending: string;
  readonly asks: 'code' | 'recovery_code';
}

/** How an attempt to sign in ended; next-auth itself would make one word of every error. */
export interface SignInOutcome {
  /** Whether next-auth came as far as asking: not so when its form token was missing or old. */
  asked: boolean;
  error: Error | null;
  /** Stands for the first step, where a second one is needed, and what that asks for. */
  pending: PendingStep | null;
}

/** A sign-in step: a session begins, or another step is needed. */
export type SignInStep = () => Promise<{ readonly sessionId: string } | PendingStep>;

/**
 * next-auth's settings for one request. The token in the cookie holds the id of a session and nothing else; member,
 * role and whether the session stands are read from the database on every request.
 */
export function authOptions(runtime: Runtime, step: SignInStep, outcome: SignInOutcome): NextAuthOptions {
  const cookie = (name: string) => ({
    name,
    options: { httpOnly: true, sameSite: 'lax' as const, path: '/', secure: true },
  });
  return {
    secret: sessionSecret(runtime),
    session: { strategy: 'jwt', maxAge: MAX_AGE_SECONDS },
    jwt: { maxAge: MAX_AGE_SECONDS },
    useSecureCookies: true,
    cookies: {
      sessionToken: cookie(SESSION_COOKIE),
      csrfToken: cookie(CSRF_COOKIE),
      callbackUrl: cookie(CALLBACK_COOKIE),
    },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: 'email' }, password: { type: 'password' } },
        authorize: async () => {
          outcome.asked = true;
          try {
            const begun = await step();
            if ('sessionId' in begun) return { id: begun.sessionId };
            outcome.pending = begun;
            return null;
          } catch (error) {
            outcome.error = error instanceof Error ? error : new Error(String(error));
            return null;
          }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => {
        const begun = userSchema.safeParse(user);
        return begun.success ? { sid: begun.data.id } : tokenSchema.parse(token);
      },
      session: ({ session }) => ({ expires: session.expires }),
    },
    logger: {
      error: (code) => runtime.log.warn({ code }, 'next-auth refused'),
      warn: (code) => runtime.log.debug({ code }, 'next-auth warns'),
      debug: () => undefined,
    },
  };
}
