import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type AccountId, accountIdSchema, memberIdSchema } from '@/domain/identifiers';
import { lacking } from '@/domain/permissions';
import type { Role } from '@/domain/roles';
import { SIGN_ON_PROBLEMS, type SignOnProblem } from '@/domain/sign-on-outcome';
import { Refusal } from '@/domain/refusal';
import { emailSchema, nameSchema, userAgentSchema } from '@/domain/sign-in';
import { appendAuditEntry } from '@/server/data/audit-log';
import { enterAccount, type Transaction } from '@/server/data/database';
import {
  findCredentials,
  findMemberByEmail,
  insertMember,
  type MemberCredentials,
} from '@/server/data/members';
import { admitMember, changeMembership, holdMembers, listMemberships } from '@/server/data/memberships';
import { listRoles } from '@/server/data/roles';
import { accountOfDomain, type SignInDomain } from '@/server/data/sign-in-domains';
import {
  findSingleSignOn,
  insertSignOnState,
  linkSubject,
  memberOfSubject,
  openClientSecret,
  type SingleSignOnRow,
  takeSignOnState,
} from '@/server/data/single-sign-on';
import type { ProviderClaims } from '@/server/platform/identity-provider';
import { markSucceeded } from '@/server/data/sign-in-attempts';
import { metrics } from '@/server/platform/metrics';
import { hashPassword } from '@/server/platform/password';
import { TokenBuckets } from '@/server/platform/token-bucket';
import { beginSession, refuseDisabled } from './begin-session';
import { refuseLeavingNobody } from './member-rights';
import { defineOperation } from './operation';
import {
  browserSecretHash,
  newBrowserSecret,
  placeOf,
  redirectUriOf,
  signOnSecretsOf,
} from './sign-on-secrets';
import { throttleAttempt } from './throttle-attempts';

/** Each asks a provider: who does so without end is slowed down, by network address. */
const asked = new TokenBuckets(30, 2_000);

/** Long enough to prove oneself at the provider. */
export const SIGN_ON_MS = 10 * 60_000;

/** The refusal that stands for a word of `SIGN_ON_PROBLEMS`; the word is its field. */
function refusalOf(problem: SignOnProblem): Refusal {
  return new Refusal('forbidden', SIGN_ON_PROBLEMS[problem], [
    { field: problem, message: SIGN_ON_PROBLEMS[problem] },
  ]);
}

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
    asked.take(address ?? 'unknown', now);
    const provider = await transaction(async (tx) => {
      const accountId = await accountOfDomain(tx, domainOf(email));
      return accountId === null ? null : providerOf(tx, runtime, accountId);
    });
    if (provider === null) throw refusalOf('unknown');
    const [id, secret] = [randomUUID(), newBrowserSecret()];
    const url = await runtime.identityProviders
      .begin(provider.settings, signOnSecretsOf(id, secret), placeOf(runtime, again))
      .catch((error: unknown) => {
        runtime.log.warn({ account: provider.accountId, err: error }, 'identity provider does not answer');
        throw refusalOf('unreachable');
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
    const attempt = await transaction((tx) =>
      throttleAttempt(tx, { subject: 'single sign-on', address, now, countBy: 'address' }),
    );
    const id = z.uuid().safeParse(new URLSearchParams(query).get('state')).data;
    const state =
      id === undefined ? null : await transaction((tx) => takeSignOnState(tx, id, browserSecretHash(secret)));
    if (state === null || state.expiresAt.getTime() <= now) throw refusalOf('expired');
    const provider = await transaction((tx) =>
      providerOf(tx, runtime, accountIdSchema.parse(state.accountId)),
    );
    if (provider === null) throw refusalOf('unknown');
    const answer = new URL(`${redirectUriOf(runtime.environment.origin)}?${query}`);
    const claims = await runtime.identityProviders
      .finish(provider.settings, signOnSecretsOf(state.id, secret), answer)
      .catch((error: unknown) => {
        metrics().signIns.inc({ outcome: 'wrong' });
        runtime.log.warn(
          { address, account: provider.accountId, err: error },
          'answer of an identity provider refused',
        );
        throw refusalOf('refused');
      });
    const spare = await hashPassword(randomBytes(32).toString('base64url'));
    const sessionId = await transaction(async (tx) => {
      await enterAccount(tx, provider.accountId);
      await markSucceeded(tx, attempt);
      const member = await memberFor(tx, provider, claims, {
        spare,
        now,
        address,
        auditKey: runtime.auditKey,
      });
      const [membership] = await listMemberships(provider.accountId, tx, member.id);
      // The provider speaks for its account alone: it opens no other, and proves nothing that would.
      const provenAt = membership?.elsewhere === 0 ? askedAt(claims, now) : null;
      return beginSession(tx, member, 'single sign-on', {
        ...{ runtime, address, userAgent, now },
        bound: { accountId: provider.accountId, provenAt },
      });
    });
    metrics().signIns.inc({ outcome: 'right' });
    return { sessionId, next: state.next };
  },
});

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

/**
 * Whether a role allows what no group can give. Who set the provider up gave no more than they may do themselves, so it
 * must not stand in for somebody who may do more, nor bring them down.
 */
function mayMoreThan(
  { mappings }: SingleSignOnRow,
  roles: readonly Role[],
  held: string | undefined,
): boolean {
  const permissionsOf = (id: string) => roles.find((role) => role.id === id)?.permissions ?? [];
  const givable = mappings.flatMap(({ role }) => permissionsOf(role));
  return held !== undefined && lacking(givable, permissionsOf(held)).length > 0;
}

/** The domain of an e-mail address as the account claims it; undefined where it does not. */
function claimOf({ domains }: SingleSignOnRow, email: string): SignInDomain | undefined {
  return domains.find(({ domain }) => domain === domainOf(email));
}

function domainOf(email: string): string {
  return email.split('@')[1] ?? '';
}

interface Circumstances {
  readonly spare: string;
  readonly now: number;
  readonly address: string | null;
  readonly auditKey: Buffer;
}

/** The member whom the claims are about, made or given their role where they have to be. @throws Refusal */
async function memberFor(
  tx: Transaction,
  { accountId, row }: Provider,
  claims: ProviderClaims,
  { spare, now, address, auditKey }: Circumstances,
): Promise<MemberCredentials> {
  await holdMembers(accountId, tx);
  const email = emailSchema.safeParse(claims['email']).data ?? '';
  const verified = claims['email_verified'] === true && claimOf(row, email) !== undefined;
  const linked = await memberOfSubject(accountId, tx, row.issuer, claims.sub);
  if (linked === null && !verified) throw refusalOf('unverified');
  const known = linked === null ? await findMemberByEmail(tx, email) : await findCredentials(tx, linked);
  // Whatever address the provider knows somebody under by now, they are let in for the one that they are known by here.
  if ((claimOf(row, known?.email ?? email)?.proven ?? null) === null) throw refusalOf('unproven');
  const groups = z.array(z.string()).catch([]).parse(claims[row.groupsClaim]);
  const mapped = row.mappings.find(({ group }) => groups.includes(group));
  const roles = await listRoles(accountId, tx);
  const role = roles.find(({ id }) => id === mapped?.role);
  if (role === undefined) throw refusalOf('no-group');
  const memberId = known?.id ?? memberIdSchema.parse(randomUUID());
  const [membership] = known === null ? [] : await listMemberships(accountId, tx, memberId);
  // Somebody whom another account made is let in here by an invitation, which asks for their password.
  if (known !== null && membership === undefined) throw refusalOf('elsewhere');
  if (known?.disabled === true || membership?.disabled === true) throw refusalOf('off');
  if (mayMoreThan(row, roles, membership?.role)) throw refusalOf('more');
  const name = nameSchema('a name').safeParse(claims['name']).data ?? email;
  if (known === null) await insertMember(tx, { id: memberId, email, name, passwordHash: spare, at: now });
  if (membership === undefined) await admitMember(accountId, tx, { memberId, role: role.id, at: now });
  else if (membership.role !== role.id) {
    await changeMembership(accountId, tx, memberId, { role: role.id });
    await refuseLeavingNobody(accountId, tx);
  }
  await linkSubject(accountId, tx, { issuer: row.issuer, subject: claims.sub, memberId });
  if (membership?.role !== role.id) {
    const before = membership === undefined ? null : { role: membership.role };
    await appendAuditEntry(accountId, tx, auditKey, {
      ...{ at: now, actorKind: 'system' as const, actorId: null, actorName: 'single sign-on', address },
      ...{ action: membership === undefined ? 'join-by-single-sign-on' : 'set-role-by-single-sign-on' },
      ...{
        entity: 'member',
        entityId: memberId,
        before,
        after: { name: known?.name ?? name, role: role.label },
      },
    });
  }
  const member = await findCredentials(tx, memberId);
  if (member === null) throw refusalOf('refused');
  refuseDisabled(member);
  return member;
}
