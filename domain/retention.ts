/** A kind of data that an account may keep for a time only. */
export const RETENTION_KINDS = [
  'records',
  'events',
  'baselines',
  'runs',
  'quarantine',
  'directory',
  'notifications',
  'audit',
] as const;
export type RetentionKind = (typeof RETENTION_KINDS)[number];

/** Days for which each kind is kept; null keeps it. */
export type Retention = Readonly<Record<RetentionKind, number | null>>;

export const KEEP_EVERYTHING: Retention = {
  ...{ records: null, events: null, baselines: null, runs: null, quarantine: null, directory: null },
  ...{ notifications: null, audit: null },
};

const DAY_MS = 86_400_000;

/** What each kind is, what is lost with it, and the bounds within which it may be set, in days. */
export const RETENTION: Readonly<
  Record<
    RetentionKind,
    { readonly label: string; readonly lost: string; readonly least: number; readonly most: number }
  >
> = {
  records: {
    label: 'Raw records',
    lost: 'They can no longer be searched or opened, and charts of what was collected begin later. Events keep the records they rest on, and scores stay as they are.',
    least: 60,
    most: 1_095,
  },
  events: {
    label: 'Identity events',
    lost: 'With them go the records they rest on, the decisions and campaigns that were about them alone, and what a score of that time was made of. Scores of today, and all charts, stay as they are.',
    // What the half-life of the policy asks for is added to it: `leastEventDays`.
    least: 500,
    most: 3_650,
  },
  baselines: {
    label: 'Baselines without a sign-in since',
    lost: 'What people who have not signed in since are known to use, and what networks were used for then. Whoever comes back is learnt anew, and little is derived of them until then.',
    least: 500,
    most: 3_650,
  },
  runs: {
    label: 'Runs of integrations',
    lost: 'What each run did, and its log. Status, cursors and gaps stay.',
    least: 14,
    most: 1_095,
  },
  quarantine: {
    label: 'Quarantined records',
    lost: 'They can no longer be looked at or tried again.',
    least: 14,
    most: 1_095,
  },
  directory: {
    label: 'Former directory entries',
    lost: 'What names, addresses and status people had before. A profile of a moment of that time names them as the oldest entry that is kept does, and says so. Names that sign-ins are known by stay.',
    least: 60,
    most: 1_095,
  },
  notifications: {
    label: 'Notifications',
    lost: 'What members were told, and what became of each delivery. Rules stay, and so does what they told of.',
    least: 14,
    most: 1_095,
  },
  audit: {
    label: 'Audit log',
    lost: 'Who did, changed and opened what. The log says up to where it was dropped, and what is left is verified as before; histories of people begin later.',
    least: 366,
    most: 3_650,
  },
};

/** Before which instant a kind that is kept for so many days goes. Epoch milliseconds. */
export function retentionCutoff(days: number, now: number): number {
  return now - days * DAY_MS;
}
