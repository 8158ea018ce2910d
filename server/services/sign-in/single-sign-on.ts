import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type AccountId, accountIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { emailSchema, userAgentSchema } from '@/domain/sign-in';
import { enterAccount, type Transaction } from '@/server/data/database';
import { listMemberships } from '@/server/data/members/memberships';
import { describeTry } from '@/server/data/members/refused-sign-ins';
import { markSucceeded } from '@/server/data/members/sign-in-attempts';
import { accountOfDomain } from '@/server/data/members/sign-in-domains';
import {
  findSingleSignOn,
  insertSignOnState,
  openClientSecret,
  type SingleSignOnRow,
  type SingleSignOnState,
  takeSignOnState,
} from '@/server/data/members/single-sign-on';
import { countedAddress } from '@/server/platform/counted-address';
import type { ProviderClaims } from '@/server/platform/identity-provider';
import { metrics } from '@/server/platform/metrics';
import { hashPassword } from '@/server/platform/password';
import { TokenBuckets } from '@/server/platform/token-bucket';
import { defineOperation } from '@/server/services/operation';
import { beginSession } from './begin-session';
import { domainOf, memberFor, signOnRefusal } from './sign-on-member';
import {
  browserSecretHash,
  newBrowserSecret,
  placeOf,
  redirectUriOf,
  signOnSecretsOf,
} from './sign-on-secrets';
import { countAttempt } from './throttle-attempts';

/** Each asks a provider: who does so without end is slowed down, by network address. */
const asked = new TokenBuckets(30, 2_000);

/** Long enough to prove oneself at the provider. */
export const SIGN_ON_MS = 10 * 60_000;

/** Where somebody goes to sign in, by the domain of their e-mail address, with a secret for their browser to keep. */
export const beginSingleSignOn = defineOperation({
  name: 'begin-single-sign-on',
  http: 'internal',
  permission: { public: 'Nobody is signed in before it.' },
  input: z.object({
    email: emailSchema,
    next: z.string().max(2000).default('/'),
    /** Whether it is a proof that is asked for, so that being signed in there is not enough. */
    again: z.boolean().default(false),
  }),
  output: z.object({ url: z.string(), secret: z.string() }),
  audit: { none: 'Nobody has proved anything yet.' },
  effect: 'external',
  async run({ actor, runtime, now, transaction }, { email, next, again }) {
    const address = actor.kind === 'anonymous' ? actor.address : null;
    asked.take(countedAddress(address), now);
    const provider = await transaction(async (tx) => {
      const accountId = await accountOfDomain(tx, domainOf(email));
      return accountId === null ? null : providerOf(tx, runtime, accountId);
    });
    if (provider === null) throw signOnRefusal('unknown');
    const [id, secret] = [randomUUID(), newBrowserSecret()];
    const url = await runtime.identityProviders
      .begin(provider.settings, signOnSecretsOf(id, secret), placeOf(runtime, again))
      .catch((error: unknown) => {
        runtime.log.warn({ account: provider.accountId, err: error }, 'identity provider does not answer');
        throw signOnRefusal('unreachable');
      });
    url.searchParams.set('login_hint', email);
    const secretHash = browserSecretHash(secret);
    const expiresAt = new Date(now + SIGN_ON_MS);
    await transaction((tx) =>
      insertSignOnState(tx, { id, secretHash, accountId: provider.accountId, next, expiresAt }, now),
    );
    return { url: url.href, secret };
  },
});

/** Lets in whoever the provider says has signed in, with the role that their groups give them. */
export const finishSingleSignOn = defineOperation({
  name: 'finish-single-sign-on',
  http: 'internal',
  permission: { public: 'Nobody is signed in before it; what the provider says stands for the password.' },
  input: z.object({
    /** Query of the address that the provider sent the browser back to. */
    query: z.string().max(8000),
    secret: z.string().max(200),
    userAgent: userAgentSchema,
  }),
  output: z.object({ sessionId: z.uuid(), next: z.string() }),
  audit: { none: 'The account is known only after it; the entry is written by hand, in that account.' },
  effect: 'external',
  async run({ actor, runtime, now, transaction }, { query, secret, userAgent }) {
    const address = actor.kind === 'anonymous' ? actor.address : null;
    // Any website can lead a browser here: only what answers a sign-on of this very browser counts as a try.
    const state = await takenState(transaction, query, secret);
    if (state === null || state.expiresAt.getTime() <= now) throw signOnRefusal('expired');
    const accountId = accountIdSchema.parse(state.accountId);
    const attempt = await countAttempt(transaction, {
      ...{ subject: 'single sign-on', address, now, countBy: 'address' },
      ...{ way: 'single sign-on', providerOf: accountId },
    });
    const describe = (reason: string) => transaction((tx) => describeTry(tx, attempt, { reason }));
    const provider = await transaction((tx) => providerOf(tx, runtime, accountId));
    if (provider === null) throw signOnRefusal('unknown');
    const answer = new URL(`${redirectUriOf(runtime.environment.origin)}?${query}`);
    const claims = await runtime.identityProviders
      .finish(provider.settings, signOnSecretsOf(state.id, secret), answer)
      .catch(async (error: unknown) => {
        metrics().signIns.inc({ outcome: 'wrong' });
        runtime.log.warn(
          { address, account: provider.accountId, err: error },
          'answer of an identity provider refused',
        );
        await describe('what the provider answered does not hold');
        throw signOnRefusal('refused');
      });
    const spare = await hashPassword(randomBytes(32).toString('base64url'), address);
    const entered = await transaction(async (tx) => {
      await enterAccount(tx, provider.accountId);
      await markSucceeded(tx, attempt);
      const circumstances = { spare, now, address, auditKey: runtime.auditKey };
      const found = await memberFor(tx, provider, claims, circumstances);
      // Committed, as the audit log says of it; refused after that.
      if (!found.ok) return found;
      const { member } = found;
      const [membership] = await listMemberships(provider.accountId, tx, member.id);
      // The provider speaks for its account alone: it opens no other, and proves nothing that would.
      const provenAt = membership?.elsewhere === 0 ? askedAt(claims, now) : null;
      const sessionId = await beginSession(tx, member, 'single sign-on', {
        ...{ runtime, address, userAgent, now },
        bound: { accountId: provider.accountId, provenAt },
      });
      return { ok: true as const, sessionId };
    }).catch(async (error: unknown) => {
      if (error instanceof Refusal)
        await describe(`${wordOf(error)} (${emailOf(claims) ?? claims.sub.slice(0, 200)})`);
      throw error;
    });
    if (!entered.ok) throw signOnRefusal(entered.problem);
    metrics().signIns.inc({ outcome: 'right' });
    return { sessionId: entered.sessionId, next: state.next };
  },
});

/** Ends the sign-on that the query answers, begun in the browser with this secret; null where there is none. */
async function takenState(
  transaction: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>,
  query: string,
  secret: string,
): Promise<SingleSignOnState | null> {
  const id = z.uuid().safeParse(new URLSearchParams(query).get('state')).data;
  if (id === undefined || secret === '') return null;
  return transaction((tx) => takeSignOnState(tx, id, browserSecretHash(secret)));
}

/** The word of `SIGN_ON_PROBLEMS` that a refusal stands for. */
function wordOf({ fields, code }: Refusal): string {
  return fields[0]?.field ?? code;
}

function emailOf(claims: ProviderClaims): string | null {
  return emailSchema.safeParse(claims['email']).data ?? null;
}

/** When the provider last asked somebody who they are, which may be days ago; null where it does not say. */
function askedAt(claims: ProviderClaims, now: number): number | null {
  const seconds = z.number().positive().safeParse(claims['auth_time']).data;
  return seconds === undefined ? null : Math.min(seconds * 1000, now);
}

interface Provider {
  readonly accountId: AccountId;
  readonly row: SingleSignOnRow;
  readonly settings: { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };
}

async function providerOf(
  tx: Transaction,
  runtime: { readonly vault: Parameters<typeof openClientSecret>[2] },
  accountId: AccountId,
): Promise<Provider | null> {
  await enterAccount(tx, accountId);
  const row = await findSingleSignOn(accountId, tx);
  const clientSecret = row === null ? null : await openClientSecret(accountId, tx, runtime.vault);
  if (row === null || clientSecret === null) return null;
  return { accountId, row, settings: { issuer: row.issuer, clientId: row.clientId, clientSecret } };
}
