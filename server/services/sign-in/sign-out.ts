import { z } from 'zod';
import { appendAuditEntry } from '@/server/data/audit/audit-log';
import { enterAccount } from '@/server/data/database';
import { findSession, revokeSession } from '@/server/data/members/sessions';
import { defineOperation } from '@/server/services/operation';

/** Ends a session for good: a copy of its cookie is worth nothing from then on. */
export const signOut = defineOperation({
  name: 'sign-out',
  http: 'internal',
  permission: { public: 'A session that has already ended may be signed out of again.' },
  input: z.object({ sessionId: z.uuid() }),
  output: z.object({}),
  audit: { none: 'The account is that of the session; the entry is written by hand, in that account.' },
  effect: 'external',
  async run({ actor, runtime, now, transaction }, { sessionId }) {
    const accountId = await transaction(async (tx) => {
      const session = await findSession(tx, sessionId);
      if (session === null || !(await revokeSession(tx, sessionId, now))) return null;
      await enterAccount(tx, session.accountId);
      await appendAuditEntry(session.accountId, tx, runtime.auditKey, {
        at: now,
        actorKind: 'member',
        actorId: session.memberId,
        actorName: session.memberName,
        action: 'sign-out',
        entity: 'session',
        entityId: null,
        before: null,
        after: null,
        address: actor.kind === 'system' ? null : actor.address,
      });
      await runtime.live.withinCommit(tx, { accountId: session.accountId, topics: ['members'] });
      return session.accountId;
    });
    if (accountId !== null) await runtime.live.afterCommit({ accountId, topics: ['members'] });
    return {};
  },
});
