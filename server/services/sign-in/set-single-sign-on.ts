import { z } from 'zod';
import { domainSchema, proofRecord } from '@/domain/domain-proof';
import { lacking } from '@/domain/permissions';
import { Refusal } from '@/domain/refusal';
import { singleSignOnSchema } from '@/domain/views/single-sign-on';
import type { Transaction } from '@/server/data/database';
import { listRoles } from '@/server/data/members/roles';
import { countBoundSessions, revokeBoundSessions } from '@/server/data/members/sessions';
import { accountOfDomain } from '@/server/data/members/sign-in-domains';
import {
  deleteSingleSignOn,
  findSingleSignOn,
  openClientSecret,
  putSingleSignOn,
  type SingleSignOnRow,
} from '@/server/data/members/single-sign-on';
import { type Actor, actorMay } from '@/server/services/actor';
import { mayGive, refuseGivingMore, roleOrRefuse } from '@/server/services/members/member-rights';
import { defineOperation } from '@/server/services/operation';
import { provenElsewhere } from './check-domain';
import { newSignOnSecrets, placeOf, redirectUriOf } from './sign-on-secrets';

/** The identity provider of the account, without its secret. */
export const getSingleSignOn = defineOperation({
  name: 'get-single-sign-on',
  http: { method: 'GET', path: '/api/v1/account/single-sign-on' },
  permission: 'members:read',
  input: z.object({}),
  output: singleSignOnSchema,
  audit: { none: 'It reads settings; no secret is in them.' },
  effect: 'read',
  async run({ actor, accountId, tx, runtime, now }) {
    const row = await findSingleSignOn(accountId, tx);
    const mayChange = actorMay(actor, 'members:write');
    const roles = await listRoles(accountId, tx);
    const labels = new Map(roles.map(({ id, label }) => [id, label]));
    return {
      provider:
        row === null
          ? null
          : {
              ...{ issuer: row.issuer, clientId: row.clientId, groupsClaim: row.groupsClaim },
              ...{ changedBy: row.changedBy, changedAt: row.changedAt.toISOString() },
              openSessions: await countBoundSessions(accountId, tx, now),
              domains: row.domains.map(({ domain, token, proven }) => ({
                ...{ domain, record: proofRecord(token) },
                proven: proven === null ? null : { at: proven.at.toISOString(), by: proven.by },
              })),
              mappings: row.mappings.map(({ group, role }) => ({
                ...{ group, role, label: labels.get(role) ?? role },
              })),
            },
      redirectUri: redirectUriOf(runtime.environment.origin),
      mayChange,
      roles: roles
        .filter(({ permissions }) => mayChange && lacking(mayGive(actor), permissions).length === 0)
        .map(({ id, label }) => ({ id, label })),
    };
  },
});

/**
 * Sets the identity provider of the account. It is asked first, and nothing changes where it does not answer. The secret
 * may be left out where issuer and client stay as they are: it never goes to another provider. What another one began
 * ends with it. A domain counts once it is proven; one that stays in the list stays proven.
 */
export const setSingleSignOn = defineOperation({
  name: 'set-single-sign-on',
  http: { method: 'POST', path: '/api/v1/account/single-sign-on' },
  permission: 'members:write',
  stepUp: 'Whoever runs the provider can sign in for every member of this account.',
  input: z.object({
    issuer: z
      .url({ protocol: /^https?$/, error: 'issuer: write the address of the provider, with https.' })
      .max(500),
    clientId: z
      .string('clientId: write the client id.')
      .trim()
      .min(1, 'clientId: write the client id.')
      .max(200),
    clientSecret: z.string().trim().max(500, 'clientSecret: this is longer than secrets are.').default(''),
    domains: z
      .array(domainSchema)
      .min(1, 'domains: write at least one domain.')
      .max(20, 'domains: at most 20.'),
    groupsClaim: z
      .string()
      .trim()
      .min(1, 'groupsClaim: write the name of the claim.')
      .max(100)
      .default('groups'),
    mappings: z
      .array(
        z.object({
          group: z.string().trim().min(1, 'mappings: name the group.').max(200),
          role: z.string().max(64),
        }),
      )
      .min(1, 'mappings: map at least one group to a role.')
      .max(100, 'mappings: at most 100.'),
  }),
  output: z.object({}),
  audit: { entity: 'account' },
  effect: 'external',
  async run(
    { actor, accountId, runtime, now, transaction, audit, announce },
    { clientSecret: typed, ...wish },
  ) {
    const { clientSecret, before } = await transaction(async (tx) => {
      const found = await findSingleSignOn(accountId, tx);
      const same = found?.issuer === wish.issuer && found.clientId === wish.clientId;
      const kept = same && typed === '' ? await openClientSecret(accountId, tx, runtime.vault) : typed;
      await refuseUngivable(accountId, tx, actor, wish.mappings);
      await refuseForeignDomains(accountId, tx, wish.domains);
      return { clientSecret: kept ?? '', before: found };
    });
    if (clientSecret === '')
      throw Refusal.invalid(
        'clientSecret',
        'clientSecret: enter the secret; it is asked for again with another provider.',
      );
    const settings = { issuer: wish.issuer, clientId: wish.clientId, clientSecret };
    await runtime.identityProviders
      .begin(settings, newSignOnSecrets(), placeOf(runtime, false))
      .catch((error: unknown) => {
        runtime.log.warn({ issuer: wish.issuer, err: error }, 'identity provider refused');
        throw Refusal.invalid(
          'issuer',
          'issuer: this provider does not answer, or not with this issuer. Its address must be public and by https, unless PARAPET_SSO_PRIVATE_HOSTS names it.',
        );
      });
    await transaction(async (tx) => {
      await refuseForeignDomains(accountId, tx, wish.domains);
      const changedBy = actor.kind === 'anonymous' ? 'nobody' : actor.name;
      await putSingleSignOn(accountId, tx, runtime.vault, {
        ...wish,
        clientSecret,
        changedAt: new Date(now),
        changedBy,
      });
      const another = before?.issuer !== wish.issuer || before.clientId !== wish.clientId;
      const sessionsEnded = another ? await revokeBoundSessions(accountId, tx, now) : 0;
      audit({
        entityId: accountId,
        before: before === null ? null : shownOf(namingDomains(before)),
        after: { ...shownOf(wish), sessionsEnded },
      });
      announce('members');
    });
    return {};
  },
});

/**
 * Takes the identity provider of the account away, and ends the sessions that it began. Members keep their roles, and sign
 * in with what else they have.
 */
export const removeSingleSignOn = defineOperation({
  name: 'remove-single-sign-on',
  http: { method: 'POST', path: '/api/v1/account/single-sign-on/remove' },
  permission: 'members:write',
  stepUp: 'Members without a password can no longer sign in.',
  input: z.object({}),
  output: z.object({ sessionsEnded: z.number().int() }),
  audit: { entity: 'account' },
  effect: 'write',
  async run({ accountId, tx, now, audit, announce }) {
    const before = await findSingleSignOn(accountId, tx);
    if (before === null || !(await deleteSingleSignOn(accountId, tx))) throw Refusal.notFound('provider');
    const sessionsEnded = await revokeBoundSessions(accountId, tx, now);
    audit({ entityId: accountId, before: shownOf(namingDomains(before)), after: { sessionsEnded } });
    announce('members');
    return { sessionsEnded };
  },
});

interface Shown {
  readonly issuer: string;
  readonly clientId: string;
  readonly groupsClaim: string;
  readonly domains: readonly string[];
  readonly mappings: readonly { readonly group: string; readonly role: string }[];
}

/** What of a provider the audit log names: by allow-list, so that no secret can come along. */
function shownOf({ issuer, clientId, groupsClaim, domains, mappings }: Shown): Shown {
  return { issuer, clientId, groupsClaim, domains, mappings };
}

async function refuseUngivable(
  accountId: string,
  tx: Transaction,
  actor: Actor,
  mappings: Shown['mappings'],
): Promise<void> {
  for (const { role } of mappings)
    refuseGivingMore(actor, 'mappings', (await roleOrRefuse(accountId, tx, role)).permissions);
}

function namingDomains({ domains, ...row }: SingleSignOnRow): Shown {
  return { ...row, domains: domains.map(({ domain }) => domain) };
}

/** Several may claim a domain, until it is proven to be of one. */
async function refuseForeignDomains(
  accountId: string,
  tx: Transaction,
  domains: readonly string[],
): Promise<void> {
  for (const domain of domains) {
    const proven = await accountOfDomain(tx, domain);
    if (proven !== null && proven !== accountId)
      throw Refusal.conflict('domains', `domains: ${provenElsewhere(domain)}`);
  }
}
