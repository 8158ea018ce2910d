/** What an operation is about, after the first part of its path. */
export interface Tag {
  readonly name: string;
  readonly description: string;
}

/** Parts of the product in the order of the reference; each names the first parts of the paths that belong to it. */
const TAGS: readonly (Tag & { readonly segments: readonly string[] })[] = [
  {
    name: 'Dashboard',
    description:
      'The human risk command center: figures of the whole account, and what came since the last visit.',
    segments: ['dashboard', 'behaviors', 'since', 'visit', 'shell', 'human-risk'],
  },
  {
    name: 'People',
    description: 'People, both their scores, and what is done about them.',
    segments: ['people', 'watchlists'],
  },
  {
    name: 'Events and campaigns',
    description: 'Identity events with their evidence, campaigns, and events of the whole account.',
    segments: ['events', 'campaigns', 'account-events'],
  },
  {
    name: 'Decisions',
    description: 'What was decided of events, what is hidden by it, and how critical people are.',
    segments: ['dispositions', 'hidden', 'criticality'],
  },
  {
    name: 'Signals',
    description: 'Raw records as the vendor sent them: search, and searches kept.',
    segments: ['signals'],
  },
  {
    name: 'Integrations',
    description: 'Sources of records: connection, streams, runs, coverage, quarantine.',
    segments: ['integrations'],
  },
  {
    name: 'Scoring',
    description: 'Scoring policies and thresholds of detectors.',
    segments: ['scoring', 'detectors'],
  },
  {
    name: 'Members and roles',
    description: 'Who may sign in to the account, and what their role allows.',
    segments: ['members', 'invitations', 'member-links', 'roles'],
  },
  {
    name: 'Notifications',
    description: 'Of what members are told, and what became of each notification.',
    segments: ['notification-rules', 'notification-deliveries', 'notifications'],
  },
  { name: 'Privacy', description: 'Who is told who people are.', segments: ['privacy'] },
  { name: 'Customers', description: 'Accounts that this one looks after.', segments: ['customers'] },
  { name: 'API tokens', description: 'With what programs act for a member.', segments: ['tokens'] },
  { name: 'Audit log', description: 'Who did, changed and opened what.', segments: ['audit'] },
  {
    name: 'Session',
    description: 'Who is signed in, and how an installation begins.',
    segments: ['session', 'password', 'setup'],
  },
  { name: 'Live updates', description: 'What changes, as it changes.', segments: ['live'] },
];

/** The part of the product that a path belongs to; a part of its own where none of the list names it. */
export function tagOf(path: string): Tag {
  const segment = path.split('/')[3] ?? '';
  const words = segment.replaceAll('-', ' ');
  return (
    TAGS.find(({ segments }) => segments.includes(segment)) ?? {
      name: words.charAt(0).toUpperCase() + words.slice(1),
      description: `What stands below /api/v1/${segment}.`,
    }
  );
}

/** Where a tag stands in the reference: those of the list first. */
export function tagPlace(name: string): number {
  const place = TAGS.findIndex((tag) => tag.name === name);
  return place < 0 ? TAGS.length : place;
}
