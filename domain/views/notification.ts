import { z } from 'zod';
import { namedPerson, plain, plainText, writtenText } from '@/domain/names/name-marks';
import { CHANNELS, DELIVERY_STATES } from '@/domain/notifications/delivery';
import { aboutSchema, paceSchema, receiversSchema, triggerSchema } from '@/domain/notifications/rule';
import { FEED_CHANGES, TOLD_BANDS, TOLD_SCORES, TRIGGER_KINDS } from '@/domain/notifications/terms';
import { CRITICALITIES } from '@/domain/scoring/policy';
import { systemRuleSchema } from './account-event';
import { kindSchema, outcomeSchema } from './person';

/** One happening, as whoever is told of it reads it. */
export const toldSchema = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('band'),
    at: z.string(),
    person: namedPerson(),
    score: z.enum(TOLD_SCORES),
    band: z.enum(TOLD_BANDS),
  }),
  z.object({
    is: z.literal('event'),
    at: z.string(),
    person: namedPerson(),
    eventId: z.string(),
    kind: kindSchema,
    label: z.string(),
    outcome: outcomeSchema,
    occurredAt: z.string(),
  }),
  z.object({
    is: z.literal('campaign'),
    at: z.string(),
    campaignId: z.string(),
    network: z.string(),
    people: z.number().int(),
    outcome: outcomeSchema,
  }),
  z.object({
    is: z.literal('feed'),
    at: z.string(),
    integrationId: z.string(),
    integration: z.string(),
    change: z.enum(FEED_CHANGES),
  }),
  z.object({
    is: z.literal('system'),
    at: z.string(),
    eventId: z.string(),
    rule: systemRuleSchema,
    label: z.string(),
    occurredAt: z.string(),
  }),
]);
export type Told = z.infer<typeof toldSchema>;

/** A notification with the newest of what it tells. */
export const notificationSchema = z.object({
  id: z.string(),
  at: z.string(),
  kind: z.enum(TRIGGER_KINDS),
  rule: writtenText(),
  isTest: z.boolean(),
  /** How many happenings it tells of; those of somebody who was erased since are counted and not shown. */
  happenings: z.number().int(),
  told: z.array(toldSchema),
  readAt: z.string().nullable(),
});
export type NotificationView = z.infer<typeof notificationSchema>;

/** One notification with a page of what it tells, newest first. */
export const notificationPageSchema = notificationSchema.extend({ nextCursor: z.string().nullable() });
export type NotificationPage = z.infer<typeof notificationPageSchema>;

/** What the reader was told in the product, newest first. */
export const notificationsSchema = z.object({
  at: z.string(),
  unread: z.number().int(),
  notifications: z.array(notificationSchema),
  nextCursor: z.string().nullable(),
});
export type NotificationsView = z.infer<typeof notificationsSchema>;

export const markedSchema = z.object({ unread: z.number().int() });

/** Why something was not delivered, and what to do about it. */
const faultSchema = z.object({ reason: z.string(), said: z.string(), remedy: z.string().nullable() });

export const notificationRuleSchema = z.object({
  id: z.string(),
  name: writtenText(),
  enabled: z.boolean(),
  trigger: triggerSchema,
  about: z.discriminatedUnion('who', [
    aboutSchema.options[0],
    z.object({
      who: z.literal('some'),
      watchlists: z.array(z.object({ id: z.string(), name: writtenText() })),
      groups: z.array(z.string()),
      criticalities: z.array(z.enum(CRITICALITIES)),
    }),
  ]),
  receivers: z.object({ inProduct: plain(z.array(z.string())), byMail: plain(z.array(z.string())) }),
  pace: paceSchema,
  changedAt: z.string(),
  changedBy: plainText(),
  /** When it last told of something; null where it never did. A test is none. */
  lastFiredAt: z.string().nullable(),
  /** Happenings that are gathered, and when they are told. */
  waiting: z.object({ happenings: z.number().int(), tellAt: z.string() }).nullable(),
  /** The newest delivery that failed or could not be sent, where none has arrived since by that channel. */
  lastFailure: z
    .object({
      at: z.string(),
      channel: z.enum(CHANNELS),
      to: plainText(),
      ...faultSchema.shape,
    })
    .nullable(),
  /** Whether the reader may change it: nobody sets up what their own role does not show. */
  mayChange: z.boolean(),
});
export type NotificationRuleView = z.infer<typeof notificationRuleSchema>;

export const notificationRulesSchema = z.object({
  at: z.string(),
  /** Whether a mail server is set. */
  mail: z.boolean(),
  rules: z.array(notificationRuleSchema),
  /**
   * Who may be told, for who may set that up or sees members; for others those whom rules name. Role and access are null for who does
   * not see members.
   */
  members: plain(
    z.array(
      z.object({
        ...{ id: z.string(), name: z.string() },
        ...{ role: z.string().nullable(), off: z.boolean().nullable() },
      }),
    ),
  ),
});
export type NotificationRules = z.infer<typeof notificationRulesSchema>;

export const savedRuleSchema = z.object({ id: z.string() });

/** What a member sends of a rule. */
export const ruleWishSchema = z.object({
  name: z
    .string('name: name the rule.')
    .trim()
    .min(1, 'name: name the rule.')
    .max(80, 'name: use at most 80 characters.')
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'name: leave line breaks and other control characters out.'),
  trigger: triggerSchema,
  about: aboutSchema,
  receivers: receiversSchema,
  pace: paceSchema,
});
export type RuleWish = z.input<typeof ruleWishSchema>;

export const deliverySchema = z.object({
  id: z.string(),
  at: z.string(),
  rule: writtenText(),
  kind: z.enum(TRIGGER_KINDS),
  isTest: z.boolean(),
  happenings: z.number().int(),
  channel: z.enum(CHANNELS),
  to: plainText(),
  state: z.enum(DELIVERY_STATES),
  attempts: z.number().int(),
  nextTryAt: z.string().nullable(),
  settledAt: z.string().nullable(),
  fault: faultSchema.nullable(),
});
export type DeliveryView = z.infer<typeof deliverySchema>;

export const deliveriesSchema = z.object({
  at: z.string(),
  deliveries: z.array(deliverySchema),
  nextCursor: z.string().nullable(),
});
export type Deliveries = z.infer<typeof deliveriesSchema>;

/** What a rule would have told in the past week. */
export const rulePreviewSchema = z.object({
  at: z.string(),
  from: z.string(),
  happenings: z.number().int(),
  /** More were not looked at: there are at least so many. */
  more: z.boolean(),
  newest: z.array(toldSchema),
  /** What the count does not know; null where it knows all. */
  caveat: z.string().nullable(),
});
export type RulePreview = z.infer<typeof rulePreviewSchema>;
