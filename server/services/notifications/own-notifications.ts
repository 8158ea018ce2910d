import { z } from 'zod';
import { PERMISSION_OF_KIND, type TriggerKind, TRIGGER_KINDS } from '@/domain/notifications/terms';
import { instantSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import {
  markedSchema,
  type NotificationPage,
  notificationPageSchema,
  type NotificationsView,
  notificationsSchema,
} from '@/domain/views/notification';
import type { Transaction } from '@/server/data/database';
import { happeningsBehind, happeningsOf } from '@/server/data/notifications/happenings';
import {
  countUnread,
  markRead,
  notificationOfMember,
  notificationsOfMember,
  type OwnNotification,
} from '@/server/data/notifications/notifications';
import { type Actor, actorMay, memberIdOf } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { cursorInstantSchema, readCursor, writeCursor } from '@/server/services/page-cursor';
import { presentTold } from './present-told';

const PAGE = 20;
/** Of a notification that gathers many, the newest. */
const MOST_TOLD = 5;
/** Of one that is opened. */
const MOST_ON_PAGE = 50;

const cursorSchema = z.object({ at: cursorInstantSchema, id: z.uuid() });
const OWN = 'Everybody reads what they were told; what the role does not show any more is left out.';

/** What the member was told in the product, newest first, as far as their role shows it now. */
export const listNotifications = defineOperation({
  name: 'list-notifications',
  http: { method: 'GET', path: '/api/v1/notifications' },
  permission: { anyMember: OWN },
  input: z.object({ cursor: z.string().max(500).optional() }),
  output: notificationsSchema,
  audit: { none: 'It names people as lists do, and opens no profile.' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now }, { cursor }): Promise<NotificationsView> => {
    const memberId = memberIdOf(actor);
    const kinds = kindsFor(actor);
    const after = readCursor(cursorSchema, cursor);
    const rows =
      memberId === null ? [] : await notificationsOfMember(accountId, tx, memberId, kinds, after, PAGE + 1);
    const shown = rows.slice(0, PAGE);
    const happenings = await happeningsOf(
      accountId,
      tx,
      shown.map(({ id }) => id),
      MOST_TOLD,
    );
    const all = shown.flatMap(({ id }) => happenings.get(id) ?? []);
    const presented = await presentTold(accountId, tx, all);
    const toldOf = new Map(all.map((happening, index) => [happening, presented[index] ?? null]));
    const last = shown.at(-1);
    return {
      at: new Date(now).toISOString(),
      unread: memberId === null ? 0 : await countUnread(accountId, tx, memberId, kinds),
      notifications: shown.map((row) => ({
        ...factsOf(row),
        told: (happenings.get(row.id) ?? []).flatMap((one) => toldOf.get(one) ?? []),
      })),
      nextCursor:
        rows.length <= PAGE || last === undefined
          ? null
          : writeCursor({ at: last.at.getTime(), id: last.id }),
    };
  },
});

/**
 * One notification that the member was told, in the product or by e-mail, with everything it tells, page by page: newest first,
 * as far as their role shows it now.
 */
export const getNotification = defineOperation({
  name: 'get-notification',
  http: { method: 'GET', path: '/api/v1/notifications/:id' },
  permission: { anyMember: OWN },
  input: z.object({ id: z.uuid(), cursor: z.string().max(500).optional() }),
  output: notificationPageSchema,
  audit: { none: 'It names people as lists do, and opens no profile.' },
  effect: 'read',
  run: async ({ accountId, actor, tx }, { id, cursor }): Promise<NotificationPage> => {
    const memberId = memberIdOf(actor);
    const after = readCursor(cursorSchema, cursor);
    const row =
      memberId === null ? null : await notificationOfMember(accountId, tx, memberId, kindsFor(actor), id);
    if (row === null) throw Refusal.notFound('notification');
    const found = await happeningsBehind(accountId, tx, id, after, MOST_ON_PAGE + 1);
    const shown = found.slice(0, MOST_ON_PAGE);
    const last = shown.at(-1);
    return {
      ...factsOf(row),
      told: (await presentTold(accountId, tx, shown)).flatMap((one) => one ?? []),
      nextCursor:
        found.length <= MOST_ON_PAGE || last === undefined
          ? null
          : writeCursor({ at: last.at.getTime(), id: last.id }),
    };
  },
});

function factsOf({ id, kind, ruleName, isTest, at, happenings, readAt }: OwnNotification) {
  return {
    ...{ id, kind, rule: ruleName, isTest, happenings },
    at: at.toISOString(),
    readAt: readAt?.toISOString() ?? null,
  };
}

/** Marks notifications of the member as read, of what their role shows: some of them, or all up to an instant, which is what was shown. */
export const markNotificationsRead = defineOperation({
  name: 'mark-notifications-read',
  http: { method: 'POST', path: '/api/v1/notifications/read' },
  permission: { anyMember: OWN },
  // A program has read nothing for its member.
  byToken: 'refused',
  input: z
    .object({
      notifications: z
        .array(z.uuid('notifications: name them by their ids.'))
        .max(100, 'notifications: at most 100 at a time.')
        .default([]),
      /** Everything that was told by then. */
      until: instantSchema.nullable().default(null),
    })
    .refine(
      ({ notifications, until }) => notifications.length > 0 || until !== null,
      'notifications: name them, or say until when.',
    ),
  output: markedSchema,
  audit: { none: 'Whether somebody has read what they were told concerns only them.' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, announce }, { notifications: ids, until }) => {
    const memberId = memberIdOf(actor);
    if (memberId === null) return { unread: 0 };
    const which = { ids, until: until === null ? null : Date.parse(until) };
    const kinds = kindsFor(actor);
    await markRead(accountId, tx, memberId, kinds, which, now);
    announce('notifications');
    return { unread: await countUnread(accountId, tx, memberId, kinds) };
  },
});

/** How many notifications somebody has not read, of what their role shows. */
export async function unreadOf(accountId: string, tx: Transaction, actor: Actor): Promise<number> {
  const memberId = memberIdOf(actor);
  return memberId === null ? 0 : countUnread(accountId, tx, memberId, kindsFor(actor));
}

function kindsFor(actor: Actor): TriggerKind[] {
  return TRIGGER_KINDS.filter((kind) => actorMay(actor, PERMISSION_OF_KIND[kind]));
}
