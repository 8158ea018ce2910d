/** A kind of data that an account may keep for a time only. */
export const RETENTION_KINDS = ['records', 'runs', 'quarantine', 'directory'] as const;
export type RetentionKind = (typeof RETENTION_KINDS)[number];

/** Days for which each kind is kept; null keeps it. */
export type Retention = Readonly<Record<RetentionKind, number | null>>;

export const KEEP_EVERYTHING: Retention = { records: null, runs: null, quarantine: null, directory: null };

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
    lost: 'What names, addresses and status people had before. A profile of a moment of that time names them as they are now.',
    least: 60,
    most: 1_095,
  },
};

/** Before which instant a kind that is kept for so many days goes. Epoch milliseconds. */
export function retentionCutoff(days: number, now: number): number {
  return now - days * DAY_MS;
}
