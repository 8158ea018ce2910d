import { z } from 'zod';
import { EVENT_CATALOGUE, EVENT_GROUPS, EVENT_KINDS, type EventKind } from '@/domain/event-catalogue';
import { memberIdSchema } from '@/domain/identifiers';
import { CRITICALITIES } from '@/domain/scoring/policy';
import { FEED_CHANGES, TOLD_BANDS, TOLD_SCORES } from './terms';

const NOTHING_CHOSEN = 'trigger: choose one at least.';

/** What a rule waits for. */
export const triggerSchema = z.discriminatedUnion(
  'on',
  [
    z.strictObject({
      on: z.literal('band'),
      score: z.enum(TOLD_SCORES),
      bands: z.array(z.enum(TOLD_BANDS)).min(1, NOTHING_CHOSEN).max(3),
    }),
    z
      .strictObject({
        on: z.literal('event'),
        kinds: z.array(z.enum(EVENT_KINDS)).max(EVENT_KINDS.length),
        groups: z.array(z.enum(EVENT_GROUPS)).max(EVENT_GROUPS.length),
        /** Only of events by which somebody got in. */
        gotIn: z.boolean(),
      })
      .refine(({ kinds, groups }) => kinds.length + groups.length > 0, NOTHING_CHOSEN),
    z.strictObject({ on: z.literal('campaign') }),
    z.strictObject({
      on: z.literal('feed'),
      changes: z.array(z.enum(FEED_CHANGES)).min(1, NOTHING_CHOSEN).max(3),
    }),
    z.strictObject({ on: z.literal('system') }),
  ],
  'trigger: say on what, as one of band, event, campaign, feed, system.',
);
export type Trigger = z.output<typeof triggerSchema>;

const MOST_NAMED = 20;
const TOO_MANY = `about: name at most ${MOST_NAMED} of each.`;

/** Whom a rule is about: everybody, or whoever is on one of the watchlists, in one of the groups, or of a criticality. */
export const aboutSchema = z.discriminatedUnion(
  'who',
  [
    z.strictObject({ who: z.literal('everybody') }),
    z
      .strictObject({
        who: z.literal('some'),
        watchlists: z
          .array(z.uuid('about: name watchlists by their ids.'))
          .max(MOST_NAMED, TOO_MANY)
          .default([]),
        groups: z
          .array(z.string().trim().min(1, 'about: name the group.').max(300))
          .max(MOST_NAMED, TOO_MANY)
          .default([]),
        criticalities: z.array(z.enum(CRITICALITIES)).max(CRITICALITIES.length).default([]),
      })
      .refine(
        ({ watchlists, groups, criticalities }) =>
          watchlists.length + groups.length + criticalities.length > 0,
        'about: choose a watchlist, a group or a criticality, or everybody.',
      ),
  ],
  'about: say who, as everybody or some.',
);
export type About = z.output<typeof aboutSchema>;

/** How many members a rule may name. */
export const MOST_RECEIVERS = 100;

/** Who is told, and how. */
export const receiversSchema = z
  .strictObject({
    inProduct: z.array(memberIdSchema).max(MOST_RECEIVERS, `receivers: at most ${MOST_RECEIVERS} members.`),
    byMail: z.array(memberIdSchema).max(MOST_RECEIVERS, `receivers: at most ${MOST_RECEIVERS} members.`),
  })
  .refine(
    ({ inProduct, byMail }) => inProduct.length + byMail.length > 0,
    'receivers: choose a member at least, or nobody is told.',
  );
export type Receivers = z.output<typeof receiversSchema>;

/** Whether a text names a time zone that this machine knows. */
function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** How often: at once, or gathered. A day begins anew at an hour of a zone: an account has none, so a rule names its own. */
export const paceSchema = z.discriminatedUnion(
  'every',
  [
    z.strictObject({ every: z.literal('once') }),
    z.strictObject({ every: z.literal('hour') }),
    z.strictObject({
      every: z.literal('day'),
      hour: z.number().int().min(0).max(23, 'pace: write the hour as 0 to 23.'),
      zone: z.string().max(64).refine(isZone, 'pace: name a time zone, as in Europe/Berlin or UTC.'),
    }),
  ],
  'pace: say how often, as one of once, hour, day.',
);
export type Pace = z.output<typeof paceSchema>;

/** A rule without the words around it: what decides whether, whom and when it tells. */
export interface RuleParts {
  readonly trigger: Trigger;
  readonly about: About;
  readonly receivers: Receivers;
  readonly pace: Pace;
}

/** Whether a rule about events waits for this kind of event. */
export function waitsForKind({ kinds, groups }: Extract<Trigger, { on: 'event' }>, kind: EventKind): boolean {
  return kinds.includes(kind) || groups.includes(EVENT_CATALOGUE[kind].group);
}
