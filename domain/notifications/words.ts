import { BAND_FACTS } from '@/domain/bands';
import type { NotificationView, Told } from '@/domain/views/notification';
import type { TriggerKind } from './terms';

const SCORE_WORDS = { attack_factor: 'attack factor', human_risk: 'human risk score' } as const;

const OUTCOME_WORDS = { got_in: 'Got in', refused: 'Refused', unknown: 'Unknown' } as const;

/** One happening in one line, as in "Got in: Push harassment of Ada Byron". */
export function toldLine(told: Told): string {
  switch (told.is) {
    case 'band':
      return `${told.person.name} entered ${BAND_FACTS[told.band].label} of the ${SCORE_WORDS[told.score]}`;
    case 'event':
      return `${OUTCOME_WORDS[told.outcome]}: ${told.label}, ${told.person.name}`;
    case 'campaign':
      return `${OUTCOME_WORDS[told.outcome]}: a campaign from ${told.network} began, against ${count(told.people)} ${told.people === 1 ? 'person' : 'people'}`;
    case 'feed':
      return `${told.integration} ${FEED_WORDS[told.change]}`;
    case 'system':
      return `High-risk system event: ${told.label}`;
  }
}

const FEED_WORDS = {
  broken: 'needs somebody: it is not read any more',
  stale: 'is stale: scores may be low',
  recovered: 'is read again',
} as const;

const MANY: Readonly<Record<TriggerKind, string>> = {
  band: 'people entered a band',
  event: 'identity events',
  campaign: 'campaigns began',
  feed: 'changes of feeds',
  system: 'high-risk system events',
};

const COUNTED: Readonly<Record<TriggerKind, readonly [one: string, many: string]>> = {
  band: ['rise into a band', 'rises into a band'],
  event: ['identity event', 'identity events'],
  campaign: ['campaign', 'campaigns'],
  feed: ['change of a feed', 'changes of feeds'],
  system: ['high-risk system event', 'high-risk system events'],
};

/** As in "3 identity events": so much of what a rule waits for. */
export function countedOf(kind: TriggerKind, many: number): string {
  return `${count(many)} ${COUNTED[kind][many === 1 ? 0 : 1]}`;
}

const ERASED = 'It was about somebody who was erased';

/** What is said of that part of a notification that is about people who were erased since. */
export function erasedLine(erased: number): string {
  return erased === 1 ? `${ERASED} since.` : `${count(erased)} were about people who were erased since.`;
}

/** The one line that a notification is known by. */
export function notificationLine({
  isTest,
  rule,
  kind,
  happenings,
  told,
}: Pick<NotificationView, 'isTest' | 'rule' | 'kind' | 'happenings' | 'told'>): string {
  if (isTest) return `Test of the rule ${rule}`;
  const [only] = told;
  if (happenings === 1) return only === undefined ? ERASED : toldLine(only);
  return `${count(happenings)} ${MANY[kind]}`;
}

/** The page that a happening leads to. */
export function toldHref(told: Told): string {
  switch (told.is) {
    case 'band':
      return `/people/${told.person.id}`;
    case 'event':
      return `/people/${told.person.id}?event=${told.eventId}`;
    case 'campaign':
      return `/campaigns/${told.campaignId}`;
    case 'feed':
      return `/integrations/${told.integrationId}`;
    case 'system':
      return `/dashboard?system=${told.eventId}`;
  }
}

/** Where everything that a notification tells can be read, on the first page that its reader may see. */
export function notificationHref(id: string): string {
  return `/?notification=${id}`;
}

/** How many happenings a letter lists one by one. */
export const MOST_LISTED = 20;

/** A letter that tells of a notification: what came about, each with its page, and why it is sent. */
export function letterOf(
  notification: Pick<NotificationView, 'id' | 'isTest' | 'rule' | 'kind' | 'happenings' | 'told' | 'at'>,
  { origin, account }: { readonly origin: string; readonly account: string },
): { readonly subject: string; readonly text: string } {
  const { isTest, happenings } = notification;
  const rule = oneLine(notification.rule, LONGEST_NAME);
  const told = notification.told.map(fitForLetter);
  const more = happenings - told.length;
  const lines = [
    ...(isTest
      ? ['This is a test: nothing has happened. What the rule tells arrives here in the same way.']
      : []),
    ...told.flatMap((one) => [toldLine(one), momentOf(one), `${origin}${toldHref(one)}`, '']),
    ...(!isTest && more > 0
      ? [
          told.length === 0
            ? erasedLine(happenings)
            : `And ${count(more)} more. All of them: ${origin}${notificationHref(notification.id)}`,
          '',
        ]
      : []),
    ...(isTest ? [''] : []),
    `Account: ${oneLine(account, LONGEST_NAME)}`,
    `Notification rule: ${rule}`,
    `All times are UTC. Members who look after the rules change this at ${origin}/settings/notifications`,
    '',
  ];
  const line = notificationLine({ ...notification, rule, told });
  return { subject: oneLine(`Parapet: ${line}`, LONGEST_SUBJECT), text: lines.join('\n') };
}

/** The same with everything that others chose on one short line each: no name begins a paragraph in a letter of ours. */
function fitForLetter(told: Told): Told {
  switch (told.is) {
    case 'band':
    case 'event':
      return { ...told, person: { ...told.person, name: oneLine(told.person.name, LONGEST_NAME) } };
    case 'campaign':
      return { ...told, network: oneLine(told.network, LONGEST_NAME) };
    case 'feed':
      return { ...told, integration: oneLine(told.integration, LONGEST_NAME) };
    case 'system':
      return told;
  }
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function momentOf(told: Told): string {
  return 'occurredAt' in told ? `Occurred ${utc(told.occurredAt)}` : `Since ${utc(told.at)}`;
}

function utc(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)}`;
}

const LONGEST_SUBJECT = 180;
const LONGEST_NAME = 80;

/** A text on one line of at most so many characters, whatever a vendor or a member called somebody. */
function oneLine(text: string, longest: number): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).toWellFormed()}…`;
}
