import { z } from 'zod';
import { accountIdSchema, memberIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { defineOperation } from '@/server/services/operation';

/**
 * Whether the caller may follow what changes in the account, and whose it is. The stream asks when it opens and goes
 * on asking, so that it ends with the session.
 */
export const followLive = defineOperation({
  name: 'follow-live',
  http: 'internal',
  permission: { anyMember: 'Messages say that something changed, not what.' },
  input: z.object({}),
  output: z.object({ accountId: accountIdSchema, memberId: memberIdSchema }),
  audit: { none: 'Messages say that something changed, not what.' },
  effect: 'read',
  run({ actor, accountId }) {
    if (actor.kind !== 'member') return Promise.reject(Refusal.notFound('session'));
    return Promise.resolve({ accountId, memberId: actor.memberId });
  },
});
