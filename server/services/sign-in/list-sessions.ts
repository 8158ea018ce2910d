import { z } from 'zod';
import { deviceName } from '@/domain/device-name';
import { Refusal } from '@/domain/refusal';
import { sessionListSchema } from '@/domain/views/your-sign-in';
import { accountNames } from '@/server/data/members/accounts';
import { accountsOfMember } from '@/server/data/members/members';
import { listSessions as sessionsOf } from '@/server/data/members/sessions';
import { defineOperation } from '@/server/services/operation';

/** Where the member is signed in at this moment. */
export const listSessions = defineOperation({
  name: 'list-sessions',
  http: { method: 'GET', path: '/api/v1/sessions' },
  permission: { anyMember: 'It concerns nobody but the caller.' },
  byToken: 'refused',
  input: z.object({}),
  output: sessionListSchema,
  audit: { none: 'Members see their own sessions.' },
  effect: 'read',
  async run({ actor, tx, now }) {
    if (actor.kind !== 'member') throw new Refusal('forbidden', 'Only a member has sessions.');
    const sessions = await sessionsOf(tx, actor.memberId, now);
    const names = await accountNames(tx, await accountsOfMember(tx, actor.memberId));
    const nameOf = new Map(names.map(({ id, name }): [string, string] => [id, name]));
    return {
      sessions: sessions.map((session) => ({
        id: session.id,
        device: deviceName(session.userAgent),
        address: session.address,
        account: nameOf.get(session.accountId) ?? 'an account that is gone',
        beganAt: session.createdAt.toISOString(),
        lastSeenAt: session.lastSeenAt.toISOString(),
        endsAt: session.expiresAt.toISOString(),
        isThis: session.id === actor.sessionId,
      })),
    };
  },
});
