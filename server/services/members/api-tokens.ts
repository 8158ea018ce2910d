import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { TOKEN_LONGEST_MS, tokenState } from '@/domain/api-token';
import { instantSchema } from '@/domain/identifiers';
import { ALL_PERMISSIONS, lacking, withNeeded } from '@/domain/permissions';
import { Refusal } from '@/domain/refusal';
import type { Role } from '@/domain/roles';
import { nameSchema } from '@/domain/sign-in';
import { type ApiTokenView, apiTokensViewSchema, madeTokenSchema } from '@/domain/views/api-token';
import {
  type ApiTokenRow,
  insertApiToken,
  listApiTokens,
  SHOWN_AFTER_END_MS,
  revokeApiToken,
} from '@/server/data/members/api-tokens';
import { findRole, listRoles } from '@/server/data/members/roles';
import { apiTokenHash, endingOf, newApiToken } from '@/server/platform/api-token';
import { type Actor, actorMay, memberIdOf, nameOf } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { mayDoMore, mayGive, refuseGivingMore } from './member-rights';

/** As many as somebody can look through, and more than anybody needs. */
const MOST_STANDING = 50;

/**
 * The API tokens of the member, and for those who see members those of everybody: what each may do, when it ends, and
 * when and from where it was used last. The tokens themselves are kept nowhere. A token that may neither make tokens nor see
 * members is shown itself alone.
 */
export const listTokens = defineOperation({
  name: 'list-tokens',
  http: { method: 'GET', path: '/api/v1/tokens' },
  permission: { anyMember: 'Members see their own tokens, whatever their role has become.' },
  input: z.object({}),
  output: apiTokensViewSchema,
  audit: { none: 'It shows no token, only that there is one.' },
  effect: 'read',
  async run({ actor, accountId, tx, now }) {
    const ofEverybody = actorMay(actor, 'members:read');
    const rows = (
      await listApiTokens(accountId, tx, { memberId: ofEverybody ? null : memberIdOf(actor) })
    ).filter((row) => maySee(actor, row));
    const roles = new Map((await listRoles(accountId, tx)).map((role) => [role.id, role]));
    const shown = rows.filter((row) => (endedAt(row, now) ?? now) > now - SHOWN_AFTER_END_MS);
    return {
      tokens: shown.map((row) => presentToken(actor, row, roles.get(row.role ?? ''), now)),
      ofEverybody,
      givable: actorMay(actor, 'tokens:write') ? [...mayGive(actor)] : [],
    };
  },
});

/**
 * Makes an API token, which is returned this once and kept as a hash. It may do what is chosen of what its maker may, and
 * loses at once what they lose. What a permission needs comes with it. A token that makes another one hands on no more
 * than it has, and no longer than it lasts itself.
 */
export const makeToken = defineOperation({
  name: 'make-token',
  http: { method: 'POST', path: '/api/v1/tokens' },
  permission: 'tokens:write',
  stepUp: 'Whoever has the token does as much as it allows, for up to a year.',
  byToken: 'allowed',
  input: z.object({
    name: nameSchema('the name of the token'),
    permissions: z
      .array(z.enum(ALL_PERMISSIONS, 'permissions: use the names of permissions that exist.'))
      .min(1, 'permissions: choose at least one.')
      .max(ALL_PERMISSIONS.length, 'permissions: name each permission once.'),
    expiresAt: instantSchema,
  }),
  output: madeTokenSchema,
  audit: { entity: 'api_token' },
  effect: 'write',
  async run({ actor, accountId, tx, now, audit, announce }, { name, permissions, expiresAt }) {
    const memberId = memberIdOf(actor);
    if (memberId === null) throw new Refusal('forbidden', 'Only a member has API tokens.');
    const wanted = withNeeded(permissions);
    refuseGivingMore(actor, 'permissions', wanted);
    refuseExpiry(actor, Date.parse(expiresAt), now);
    const standing = (await listApiTokens(accountId, tx, { memberId })).filter(
      (row) => tokenState(factsOf(row), now) === 'stands',
    );
    if (standing.length >= MOST_STANDING)
      throw Refusal.conflict('name', `name: you have ${MOST_STANDING} tokens already. Revoke one first.`);
    if (standing.some((token) => token.name.toLowerCase() === name.toLowerCase()))
      throw Refusal.conflict('name', `name: you have a token called ${name} already. Choose another name.`);
    const token = newApiToken();
    const id = randomUUID();
    await insertApiToken(accountId, tx, {
      ...{ id, memberId, name, permissions: wanted, tokenHash: apiTokenHash(token), ending: endingOf(token) },
      madeAt: new Date(now),
      expiresAt: new Date(expiresAt),
    });
    audit({ entityId: id, after: { name, permissions: wanted, expiresAt, ending: endingOf(token) } });
    announce('members');
    return { id, token, expiresAt: new Date(expiresAt).toISOString() };
  },
});

/**
 * Revokes an API token, at once and for good: one's own, or for those who manage members that of anybody who may do no more
 * than they. A token revokes itself, and other tokens only where it may make some and they may do no more than it.
 */
export const revokeToken = defineOperation({
  name: 'revoke-token',
  http: { method: 'POST', path: '/api/v1/tokens/:id/revoke' },
  permission: { anyMember: 'Members take their own tokens back, whatever their role has become.' },
  stepUp: 'It shuts out a program that may be watching.',
  byToken: 'allowed',
  input: z.object({ id: z.uuid('id: use the id of an API token.') }),
  output: z.object({}),
  audit: { entity: 'api_token' },
  effect: 'write',
  async run({ actor, accountId, tx, now, audit, announce }, { id }) {
    const [token] = await listApiTokens(accountId, tx, { id });
    if (token === undefined || !maySee(actor, token)) throw Refusal.notFound('API token');
    const held = token.role === null ? null : await findRole(accountId, tx, token.role);
    const kept = keptFromRevoking(actor, token, held);
    if (kept !== null) throw kept;
    if (!(await revokeApiToken(accountId, tx, id, { by: nameOf(actor), at: now })))
      throw Refusal.conflict('id', 'This token is revoked already.');
    audit({ entityId: id, before: { name: token.name, of: token.memberName } });
    announce('members');
    return {};
  },
});

/** Members see their own tokens, and who sees members those of all; a token sees others as far as it may make them. */
function maySee(actor: Actor, row: ApiTokenRow): boolean {
  if (actorMay(actor, 'members:read')) return true;
  if (row.memberId !== memberIdOf(actor)) return false;
  return actor.kind !== 'token' || actor.tokenId === row.id || actorMay(actor, 'tokens:write');
}

/** Why a token is not the actor's to revoke, or null where it is; `held` is the role of its member, null where it is gone. */
function keptFromRevoking(actor: Actor, token: ApiTokenRow, held: Role | null): Refusal | null {
  if (actor.kind === 'token' && actor.tokenId === token.id) return null;
  const mine = token.memberId === memberIdOf(actor);
  if (!mine && !actorMay(actor, 'members:write'))
    return new Refusal('forbidden', `Only ${token.memberName}, or who manages members, revokes this token.`);
  if (actor.kind === 'token' && !actorMay(actor, 'tokens:write'))
    return new Refusal('forbidden', 'A token that may not make tokens revokes none but itself.');
  if (actor.kind === 'token' && lacking(actor.permissions, token.permissions).length > 0)
    return Refusal.conflict('id', 'This token may do more than the one that is used. Revoke it on the page.');
  return mine ? null : mayDoMore(actor, token.memberName, held, 'id');
}

function refuseExpiry(actor: Actor, expiresAt: number, now: number): void {
  if (expiresAt <= now)
    throw Refusal.invalid('expiresAt', 'expiresAt: choose an instant that is still to come.');
  if (expiresAt > now + TOKEN_LONGEST_MS)
    throw Refusal.invalid('expiresAt', 'expiresAt: choose an instant within a year. No token lasts longer.');
  if (actor.kind === 'token' && expiresAt > actor.expiresAt)
    throw Refusal.conflict(
      'expiresAt',
      `expiresAt: a token that another one makes ends with it at the latest, at ${new Date(actor.expiresAt).toISOString()}.`,
    );
}

function factsOf({ expiresAt, revokedAt, role }: ApiTokenRow) {
  return { expiresAt: expiresAt.getTime(), revokedAt: revokedAt?.getTime() ?? null, role };
}

/** When it ended; null while it has not, or where only its member is gone. */
function endedAt({ revokedAt, expiresAt }: ApiTokenRow, now: number): number | null {
  return revokedAt?.getTime() ?? (expiresAt.getTime() <= now ? expiresAt.getTime() : null);
}

function presentToken(actor: Actor, row: ApiTokenRow, role: Role | undefined, now: number): ApiTokenView {
  const isYours = row.memberId === memberIdOf(actor);
  return {
    id: row.id,
    name: row.name,
    ending: row.ending,
    member: { id: row.memberId, name: row.memberName },
    isYours,
    permissions: [...row.permissions],
    lost: lacking(role?.permissions ?? [], row.permissions),
    madeAt: row.madeAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    lastUsedFrom: row.lastUsedFrom,
    state: tokenState(factsOf(row), now),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    revokedBy: row.revokedBy,
    mayRevoke: row.revokedAt === null && keptFromRevoking(actor, row, role ?? null) === null,
  };
}
