import { BAND_FACTS } from '@/domain/bands';
import {
  EVENT_CATALOGUE,
  EVENT_GROUP_LABELS,
  type EventGroup,
  type EventKind,
} from '@/domain/event-catalogue';
import { MOST_LISTED_GROUPS } from '@/domain/group-name';
import type { Pace, Trigger } from '@/domain/notifications/rule';
import {
  type FeedChange,
  isAboutPeople,
  type ToldBand,
  type ToldScore,
  type TriggerKind,
} from '@/domain/notifications/terms';
import type { Criticality } from '@/domain/scoring/policy';
import type { Groups } from '@/domain/views/criticality';
import type { NotificationRuleView, RuleWish } from '@/domain/views/notification';

/** A rule while it is written: every choice keeps what was chosen in it, whatever is chosen beside it. */
export interface RuleDraft {
  readonly name: string;
  readonly on: TriggerKind;
  readonly score: ToldScore;
  readonly bands: readonly ToldBand[];
  readonly kinds: readonly EventKind[];
  readonly groups: readonly EventGroup[];
  readonly gotIn: boolean;
  readonly changes: readonly FeedChange[];
  readonly who: 'everybody' | 'some';
  readonly watchlists: readonly string[];
  /** Names of groups of people, one a line. */
  readonly departments: string;
  readonly criticalities: readonly Criticality[];
  readonly inProduct: readonly string[];
  readonly byMail: readonly string[];
  readonly every: Pace['every'];
  readonly hour: number;
}

const EMPTY: RuleDraft = {
  ...{ name: '', on: 'band', score: 'attack_factor', bands: ['high', 'very_high'] },
  ...{ kinds: [], groups: ['authentication'], gotIn: true, changes: ['broken', 'stale', 'recovered'] },
  ...{ who: 'everybody', watchlists: [], departments: '', criticalities: [] },
  ...{ inProduct: [], byMail: [], every: 'once', hour: 8 },
};

/** A rule that is begun: about whoever is on a watchlist, where one was chosen, and told to whoever begins it. */
export function beginRule(memberId: string | null, watchlist: string | null): RuleDraft {
  const about = watchlist === null ? {} : { who: 'some' as const, watchlists: [watchlist] };
  return { ...EMPTY, ...about, inProduct: memberId === null ? [] : [memberId] };
}

/** A rule as it is, to be changed. */
export function draftOf({ name, trigger, about, receivers, pace }: NotificationRuleView): RuleDraft {
  return {
    ...EMPTY,
    ...{ name, on: trigger.on },
    ...(trigger.on === 'band' ? { score: trigger.score, bands: trigger.bands } : {}),
    ...(trigger.on === 'event' ? { kinds: trigger.kinds, groups: trigger.groups, gotIn: trigger.gotIn } : {}),
    ...(trigger.on === 'feed' ? { changes: trigger.changes } : {}),
    who: about.who,
    ...(about.who === 'some'
      ? {
          watchlists: about.watchlists.map(({ id }) => id),
          departments: about.groups.join('\n'),
          criticalities: about.criticalities,
        }
      : {}),
    ...{ inProduct: receivers.inProduct, byMail: receivers.byMail, every: pace.every },
    ...(pace.every === 'day' ? { hour: pace.hour } : {}),
  };
}

/** The groups that a draft names, as they are written. */
export function namedGroups({ departments }: Pick<RuleDraft, 'departments'>): string[] {
  return departments
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A draft that names one group more. */
export function withGroup({ departments }: Pick<RuleDraft, 'departments'>, group: string): string {
  return [...namedGroups({ departments }), group].join('\n');
}

/**
 * Of some groups those that nobody is in, whatever the case of their names: by a name that is spelt wrong nobody is ever told.
 * None where more groups are known than are listed.
 */
export function emptyGroups(named: readonly string[], known: Groups['groups']): string[] {
  if (known.length >= MOST_LISTED_GROUPS) return [];
  const inhabited = new Set(known.flatMap(({ group, people }) => (people > 0 ? group.toLowerCase() : [])));
  return named.filter((group) => !inhabited.has(group.toLowerCase()));
}

/** What is sent of a draft. A day begins at an hour of the writer's zone. */
export function wishOf(draft: RuleDraft, zone: string): RuleWish {
  return {
    name: draft.name.trim(),
    trigger: triggerOf(draft),
    about:
      draft.who === 'everybody' || !isAboutPeople(draft.on)
        ? { who: 'everybody' }
        : {
            who: 'some',
            watchlists: [...draft.watchlists],
            groups: namedGroups(draft),
            criticalities: [...draft.criticalities],
          },
    receivers: { inProduct: [...draft.inProduct], byMail: [...draft.byMail] },
    pace: draft.every === 'day' ? { every: 'day', hour: draft.hour, zone } : { every: draft.every },
  };
}

function triggerOf(draft: RuleDraft): Trigger {
  switch (draft.on) {
    case 'band':
      return { on: 'band', score: draft.score, bands: [...draft.bands] };
    case 'event':
      return { on: 'event', kinds: [...draft.kinds], groups: [...draft.groups], gotIn: draft.gotIn };
    case 'feed':
      return { on: 'feed', changes: [...draft.changes] };
    case 'campaign':
    case 'system':
      return { on: draft.on };
  }
}

export const TRIGGER_LABELS: Readonly<Record<TriggerKind, string>> = {
  band: 'Somebody enters a band',
  event: 'An identity event arises',
  campaign: 'A campaign begins',
  feed: 'A feed changes',
  system: 'A high-risk system event',
};

export const SCORE_LABELS: Readonly<Record<ToldScore, string>> = {
  attack_factor: 'Attack factor',
  human_risk: 'Human risk score',
};

export const FEED_CHANGE_LABELS: Readonly<Record<FeedChange, string>> = {
  broken: 'It needs somebody: a key, a permission or a host',
  stale: 'It goes stale',
  recovered: 'It is read again',
};

const FEED_CHANGE_WORDS: Readonly<Record<FeedChange, string>> = {
  broken: 'needs somebody',
  stale: 'goes stale',
  recovered: 'is read again',
};

/** What a rule waits for, in words. */
export function triggerWords(trigger: Trigger): string {
  switch (trigger.on) {
    case 'band':
      return `Somebody enters ${listed(trigger.bands.map((band) => BAND_FACTS[band].label))} of the ${SCORE_LABELS[trigger.score].toLowerCase()}`;
    case 'event': {
      const named = [
        ...trigger.groups.map((group) => `every kind of ${EVENT_GROUP_LABELS[group]}`),
        ...trigger.kinds.map((kind) => EVENT_CATALOGUE[kind].label),
      ];
      return `Identity event: ${listed(named)}${trigger.gotIn ? ', where somebody got in' : ''}`;
    }
    case 'campaign':
      return TRIGGER_LABELS.campaign;
    case 'feed':
      return `A feed ${listed(trigger.changes.map((change) => FEED_CHANGE_WORDS[change]))}`;
    case 'system':
      return TRIGGER_LABELS.system;
  }
}

/** Whom a rule is about, in words. */
export function aboutWords(about: NotificationRuleView['about'], on: TriggerKind): string {
  if (!isAboutPeople(on)) return 'The account';
  if (about.who === 'everybody') return 'Everybody';
  return [
    ...about.watchlists.map(({ name }) => `on ${name}`),
    ...about.groups.map((group) => `in ${group}`),
    ...about.criticalities.map((criticality) => `of ${criticality} criticality`),
  ].join('; ');
}

/** How often a rule tells, in words. */
export function paceWords(pace: Pace): string {
  switch (pace.every) {
    case 'once':
      return 'At once';
    case 'hour':
      return 'Gathered, each full hour';
    case 'day':
      return `Gathered, daily at ${String(pace.hour).padStart(2, '0')}:00 (${pace.zone})`;
  }
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}
