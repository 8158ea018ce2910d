import { z } from 'zod';
import { deviceName } from '@/domain/device-name';
import { memberIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { revokeSessionsIn } from '@/server/data/members/memberships';
import { listSessions, revokeSession, revokeSessionsOf } from '@/server/data/members/sessions';
import { changeableMember } from '@/server/services/members/member-rights';
import { defineOperation } from '@/server/services/operation';

/** Ends another session of the member: whoever has it is signed out at their next request. */
export const endSession = defineOperation({
  name: 'end-session',
  http: { method: 'POST', path: '/api/v1/sessions/:id/end' },
  permission: { anyMember: 'It concerns nobody but the caller.' },
  stepUp: 'Whoever ends it shuts out who is working in it.',
  byToken: 'refused',
  input: z.object({ id: z.uuid('id: use the id of one of your sessions.') }),
  output: z.object({}),
  audit: { entity: 'session' },
  effect: 'write',
  async run({ actor, tx, now, audit, announceIn }, { id }) {
    if (actor.kind !== 'member') throw new Refusal('forbidden', 'Only a member has sessions.');
    const session = (await listSessions(tx, actor.memberId, now)).find((open) => open.id === id);
    if (session === undefined || !(await revokeSession(tx, id, now))) throw Refusal.notFound('session');
    audit({
      entityId: id,
      before: { device: deviceName(session.userAgent), address: session.address },
    });
    announceIn(session.accountId, 'members');
    return {};
  },
});

/** Ends every session of the member but the one that asks. */
export const endOtherSessions = defineOperation({
  name: 'end-other-sessions',
  http: { method: 'POST', path: '/api/v1/sessions/end-others' },
  permission: { anyMember: 'It concerns nobody but the caller.' },
  stepUp: 'Whoever ends them shuts out who is working in them.',
  byToken: 'refused',
  input: z.object({}),
  output: z.object({ sessionsEnded: z.number().int() }),
  audit: { entity: 'session' },
  effect: 'write',
  async run({ actor, tx, now, audit, announceIn }) {
    if (actor.kind !== 'member') throw new Refusal('forbidden', 'Only a member has sessions.');
    const stood = await listSessions(tx, actor.memberId, now);
    const sessionsEnded = await revokeSessionsOf(tx, actor.memberId, now, actor.sessionId);
    audit({ entityId: null, after: { sessionsEnded } });
    for (const session of stood) announceIn(session.accountId, 'members');
    return { sessionsEnded };
  },
});

/** Signs a member out of this account, wherever they are signed in to it. */
export const endMemberSessions = defineOperation({
  name: 'end-member-sessions',
  http: { method: 'POST', path: '/api/v1/members/:id/end-sessions' },
  permission: 'members:write',
  stepUp: 'It shuts out somebody who may be watching.',
  byToken: 'allowed',
  input: z.object({ id: memberIdSchema }),
  output: z.object({ sessionsEnded: z.number().int() }),
  audit: { entity: 'member' },
  effect: 'write',
  async run({ actor, accountId, tx, now, audit, announce }, { id }) {
    await changeableMember(accountId, tx, actor, id);
    const sessionsEnded = await revokeSessionsIn(accountId, tx, id, now);
    audit({ entityId: id, after: { sessionsEnded } });
    announce('members');
    return { sessionsEnded };
  },
});
