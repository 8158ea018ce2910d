import type { AuditEntryView } from '@/domain/views/audit';
import { selectedHref } from './use-selected';

/** What an entry is about, in words, and the page that it has; null for what has none, or is gone. */
export interface SubjectLink {
  readonly name: string;
  readonly href: string;
}

const PAGES = {
  integration: '/integrations',
  watchlist: '/watchlists',
  role: '/settings/roles',
  notification_rule: '/settings/notifications',
  api_token: '/settings/tokens',
} as const;

/** Where the page of what an entry is about is: a person, with the event that it was done to; a member; a thing by name. */
export function subjectLink({ entity, entityId, subject }: AuditEntryView): SubjectLink | null {
  const { person, member, thing } = subject;
  if (person !== null) {
    const page = `/people/${encodeURIComponent(person.id)}`;
    const isEvent = entity === 'identity_event' && entityId !== null;
    return { name: person.name, href: isEvent ? `${page}?event=${encodeURIComponent(entityId)}` : page };
  }
  if (member?.isIn === true) return { name: member.name, href: selectedHref('/settings/members', member.id) };
  if (thing !== null)
    return {
      name: thing.name,
      href:
        thing.is === 'integration'
          ? `${PAGES.integration}/${encodeURIComponent(thing.id)}`
          : selectedHref(PAGES[thing.is], thing.id),
    };
  if (entity === 'campaign' && entityId !== null)
    return { name: 'The campaign', href: `/campaigns/${encodeURIComponent(entityId)}` };
  return null;
}

/** Things whose entries hold what they were called. */
const NAMED_THEN: readonly string[] = [
  ...['api_token', 'integration', 'invitation', 'notification_rule', 'role', 'saved_search', 'saved_view'],
  'watchlist',
];

/**
 * What something that has no page, or is gone, was called when the entry was written: its name, or whom an invitation was for.
 * A member who was taken out is called as they last were.
 */
export function nameOfThen({ entity, before, after, subject: { member } }: AuditEntryView): string | null {
  if (member !== null) return member.name;
  if (!NAMED_THEN.includes(entity)) return null;
  for (const told of [after, before]) {
    if (typeof told !== 'object' || told === null) continue;
    const says = new Map<string, unknown>(Object.entries(told));
    const called = [says.get('name'), says.get('email')].find((one) => typeof one === 'string' && one !== '');
    if (typeof called === 'string') return called;
  }
  return null;
}
