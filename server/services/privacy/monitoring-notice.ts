import { z } from 'zod';
import { MOST_OF_NOTICE, type MonitoringNotice } from '@/domain/monitoring-notice';
import { Refusal } from '@/domain/refusal';
import { noticeViewSchema } from '@/domain/views/notice';
import { namesOfMembersAllowed } from '@/server/data/members/memberships';
import { rolesAllowing } from '@/server/data/members/roles';
import {
  acceptNoticeVersion,
  currentNotice,
  holdNotice,
  insertNotice,
  noticeAccepted,
} from '@/server/data/privacy/monitoring-notice';
import { actorMay, nameOf } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';

/** The account's notice on monitoring, whether people are shown, and who may accept it. */
export const getNotice = defineOperation({
  name: 'get-notice',
  http: { method: 'GET', path: '/api/v1/notice' },
  permission: { anyMember: 'Whoever is to work under the notice reads it, and learns whom to ask.' },
  input: z.object({}),
  output: noticeViewSchema,
  audit: { none: 'Members read what they work under.' },
  effect: 'read',
  async run({ actor, accountId, tx }) {
    const notice = await currentNotice(accountId, tx);
    const roles = await rolesAllowing(accountId, tx, 'privacy:write');
    return {
      version: notice.version,
      text: notice.text,
      written: act(notice.writtenAt, notice.writtenByName),
      accepted: act(notice.acceptedAt, notice.acceptedByName),
      open: await noticeAccepted(accountId, tx),
      mayAccept: actorMay(actor, 'privacy:write'),
      askers: await namesOfMembersAllowed(accountId, tx, roles),
    };
  },
});

/** Accepts the notice for the account: from then on its command center shows people to those who may see them. */
export const acceptNotice = defineOperation({
  name: 'accept-notice',
  http: { method: 'POST', path: '/api/v1/notice/accept' },
  permission: 'privacy:write',
  byToken: 'refused',
  input: z.object({ version: z.number().int().min(1) }),
  output: z.object({}),
  audit: { entity: 'notice' },
  effect: 'write',
  async run({ actor, accountId, tx, now, audit, announce }, { version }) {
    await holdNotice(accountId, tx);
    const notice = await currentNotice(accountId, tx);
    refuseOther(notice, version);
    if (notice.acceptedAt !== null) return {};
    await acceptNoticeVersion(accountId, tx, notice, { at: now, byName: nameOf(actor) });
    audit({ entityId: String(version), after: { version, accepted: true } });
    announce('members', 'people', 'events');
    return {};
  },
});

/** Writes another version of the notice, which may ask to be accepted anew before people are shown again. */
export const saveNotice = defineOperation({
  name: 'save-notice',
  http: { method: 'POST', path: '/api/v1/notice' },
  permission: 'privacy:write',
  stepUp: 'It may close the account until the notice is accepted anew.',
  byToken: 'refused',
  input: z.object({
    /** The version that was changed. */
    version: z.number().int().min(1),
    text: z
      .string({ error: 'text: write the notice.' })
      .trim()
      .min(1, 'text: write the notice.')
      .max(MOST_OF_NOTICE, `text: use at most ${MOST_OF_NOTICE} characters.`),
    asksAgain: z.boolean({ error: 'asksAgain: say whether it has to be accepted anew, true or false.' }),
  }),
  output: z.object({ version: z.number().int() }),
  audit: { entity: 'notice' },
  effect: 'write',
  async run({ actor, accountId, tx, now, audit, announce }, { version, text, asksAgain }) {
    await holdNotice(accountId, tx);
    const before = await currentNotice(accountId, tx);
    refuseOther(before, version);
    if (text === before.text)
      throw Refusal.conflict('text', 'text: this is what the notice says already. Change it, or leave it.');
    const next = version + 1;
    await insertNotice(accountId, tx, { version: next, text, asksAgain, at: now, byName: nameOf(actor) });
    audit({
      entityId: String(next),
      before: { version, text: before.text },
      after: { version: next, text, asksAgain },
    });
    announce('members', 'people', 'events');
    return { version: next };
  },
});

function act(at: number | null, by: string | null) {
  return at === null || by === null ? null : { at: new Date(at).toISOString(), by };
}

function refuseOther(current: MonitoringNotice, version: number): void {
  if (current.version !== version)
    throw Refusal.conflict('version', 'The notice was changed meanwhile. Read what it says now, then go on.');
}
