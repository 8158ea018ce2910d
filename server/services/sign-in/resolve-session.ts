import { z } from 'zod';
import { accountIdSchema, memberIdSchema } from '@/domain/identifiers';
import { ALL_PERMISSIONS } from '@/domain/permissions';
import { provenLately, SESSION_TOUCH_MS, sessionStands } from '@/domain/session-lifetime';
import { enterAccount, type Transaction } from '@/server/data/database';
import { owesSecondFactor } from '@/server/data/members/account-sign-in';
import { roleInAccount } from '@/server/data/members/members';
import { findSecondFactors, isGuarded } from '@/server/data/members/second-factors';
import { findSession, type SessionRow, touchSession } from '@/server/data/members/sessions';
import { noticeAccepted } from '@/server/data/privacy/monitoring-notice';
import { defineOperation } from '@/server/services/operation';

const membershipSchema = z.object({
  memberId: memberIdSchema,
  name: z.string(),
  accountId: accountIdSchema,
  role: z.string(),
  permissions: z.array(z.enum(ALL_PERMISSIONS)),
  seesNames: z.boolean(),
  mustChoosePassword: z.boolean(),
  noticeAccepted: z.boolean(),
  mustAddSecondFactor: z.boolean(),
  provenAt: z.number().nullable(),
  fullyProvenAt: z.number().nullable(),
});

/**
 * Whose session this is, as member, role and account are in the database at this moment; null when the session does
 * not stand. Asked on every request: signing out, disabling and another role are felt at once.
 */
export const resolveSession = defineOperation({
  name: 'resolve-session',
  http: 'internal',
  permission: { public: 'It is what tells who the caller is.' },
  input: z.object({
    sessionId: z.uuid(),
    /** Whether somebody does something, and no page asks by itself. */
    isUse: z.boolean(),
  }),
  output: membershipSchema.nullable(),
  audit: { none: 'It changes nothing but the time of last use.' },
  effect: 'write',
  async run({ now, tx }, { sessionId, isUse }) {
    const session = await findSession(tx, sessionId);
    if (session === null || !sessionStands(session.facts, now)) return null;
    await enterAccount(tx, session.accountId);
    const role = await roleInAccount(session.accountId, tx, session.memberId);
    if (role === null) return null;
    if (isUse && now - session.facts.lastSeenAt >= SESSION_TOUCH_MS) await touchSession(tx, sessionId, now);
    return {
      memberId: session.memberId,
      name: session.memberName,
      accountId: session.accountId,
      role: role.id,
      permissions: [...role.permissions],
      seesNames: !session.withholdsNames || role.permissions.includes('people:names'),
      mustChoosePassword: session.passwordOneTime,
      noticeAccepted: await noticeAccepted(session.accountId, tx),
      // What the provider of the account asks of people is for the provider to ask.
      mustAddSecondFactor:
        !session.boundToAccount && (await owesSecondFactor(session.accountId, tx, session.memberId, now)),
      provenAt: session.provenAt,
      fullyProvenAt: await fullyProvenAt(tx, session, now),
    };
  },
});

/**
 * When the member last proved all that their sign-in asks for. The password alone is that for who has no second factor, which is
 * asked only where it can matter.
 */
async function fullyProvenAt(tx: Transaction, session: SessionRow, now: number): Promise<number | null> {
  const { provenAt, provenBy, fullyProvenAt: before, memberId } = session;
  if (provenBy !== 'password' || !provenLately(provenAt, now)) return before;
  return isGuarded(await findSecondFactors(tx, memberId)) ? before : provenAt;
}
