import { z } from 'zod';
import { TOKEN_TOUCH_MS, tokenState } from '@/domain/api-token';
import { accountIdSchema, memberIdSchema } from '@/domain/identifiers';
import { ALL_PERMISSIONS } from '@/domain/permissions';
import { owesSecondFactor } from '@/server/data/members/account-sign-in';
import { withholdsNames } from '@/server/data/members/accounts';
import { findApiToken, touchApiToken } from '@/server/data/members/api-tokens';
import { findRole } from '@/server/data/members/roles';
import { isLinked } from '@/server/data/members/single-sign-on';
import { noticeAccepted } from '@/server/data/privacy/monitoring-notice';
import { defineOperation } from '@/server/services/operation';

const standing = z.object({
  state: z.literal('stands'),
  tokenId: z.uuid(),
  name: z.string(),
  memberId: memberIdSchema,
  accountId: accountIdSchema,
  role: z.string(),
  permissions: z.array(z.enum(ALL_PERMISSIONS)),
  seesNames: z.boolean(),
  expiresAt: z.number(),
  noticeAccepted: z.boolean(),
});

/**
 * Whose API token this is and what it allows: what was chosen for it, as far as its member may do it at this moment. Or why
 * it is worth nothing. Asked on every request: revoking, another role and the end of access are felt at once.
 */
export const resolveToken = defineOperation({
  name: 'resolve-token',
  http: 'internal',
  permission: { public: 'It is what tells who the caller is.' },
  input: z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/) }),
  output: z.discriminatedUnion('state', [
    standing,
    z.object({ state: z.enum(['unknown', 'member_gone', 'password_to_choose', 'second_factor_to_add']) }),
    z.object({ state: z.enum(['revoked', 'expired']), at: z.string() }),
  ]),
  audit: { none: 'It changes nothing but the time of last use.' },
  effect: 'write',
  async run({ actor, now, tx }, { hash }) {
    const found = await findApiToken(tx, hash);
    if (found === null) return { state: 'unknown' as const };
    const { accountId, token } = found;
    const { expiresAt, revokedAt } = token;
    const state = tokenState(
      { expiresAt: expiresAt.getTime(), revokedAt: revokedAt?.getTime() ?? null, role: token.role },
      now,
    );
    if (state === 'revoked') return { state, at: (revokedAt ?? expiresAt).toISOString() };
    if (state === 'expired') return { state, at: expiresAt.toISOString() };
    const role = token.role === null ? null : await findRole(accountId, tx, token.role);
    if (role === null) return { state: 'member_gone' as const };
    if (token.passwordOneTime) return { state: 'password_to_choose' as const };
    // What a provider asks of the people whom it knows is for it to ask, as in their sessions.
    const { memberId } = token;
    if ((await owesSecondFactor(accountId, tx, memberId, now)) && !(await isLinked(accountId, tx, memberId)))
      return { state: 'second_factor_to_add' as const };
    const from = actor.kind === 'anonymous' ? actor.address : null;
    if (from !== token.lastUsedFrom || now - (token.lastUsedAt?.getTime() ?? 0) >= TOKEN_TOUCH_MS)
      await touchApiToken(accountId, tx, token.id, { at: now, from });
    const permissions = token.permissions.filter((permission) => role.permissions.includes(permission));
    return {
      state: 'stands' as const,
      tokenId: token.id,
      name: `token “${token.name}” of ${token.memberName}`,
      memberId,
      accountId,
      role: role.id,
      permissions,
      seesNames: permissions.includes('people:names') || !(await withholdsNames(accountId, tx)),
      expiresAt: expiresAt.getTime(),
      noticeAccepted: await noticeAccepted(accountId, tx),
    };
  },
});
