import { EVENT_KINDS } from '@/domain/event-catalogue';
import type { Permission } from '@/domain/permissions';

/** Bands whose beginning somebody may be told of: nobody is told that nothing much is the matter. */
export const TOLD_BANDS = ['medium', 'high', 'very_high'] as const;
export type ToldBand = (typeof TOLD_BANDS)[number];

export const TOLD_SCORES = ['attack_factor', 'human_risk'] as const;
export type ToldScore = (typeof TOLD_SCORES)[number];

export const FEED_CHANGES = ['broken', 'stale', 'recovered'] as const;
export type FeedChange = (typeof FEED_CHANGES)[number];

/** Kinds of identity events that a person may have: what is done to the account is a trigger of its own. */
export const TOLD_KINDS = EVENT_KINDS.filter((kind) => kind !== 'high_risk_system_event');

/** What a trigger is about; also what a notification is of. */
export const TRIGGER_KINDS = ['band', 'event', 'campaign', 'feed', 'system'] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

/** What a member has to be allowed, to be told of it: nobody learns by a notification what their role does not show. */
export const PERMISSION_OF_KIND: Readonly<Record<TriggerKind, Permission>> = {
  band: 'people:read',
  event: 'people:read',
  campaign: 'people:read',
  feed: 'integrations:read',
  system: 'people:read',
};

/** Whether a rule of this kind can be about some people alone. */
export function isAboutPeople(kind: TriggerKind): boolean {
  return kind === 'band' || kind === 'event' || kind === 'campaign';
}
