/** Words alone, for the browser too: what a list of people is narrowed to beside scores, kinds and groups. */

/** How the directory has somebody: a status of the vendor, or gone from it. */
export const PEOPLE_STATUSES = [
  'active',
  'bypass',
  'locked_out',
  'disabled',
  'pending_deletion',
  'left',
] as const;
export type PeopleStatus = (typeof PEOPLE_STATUSES)[number];

export const PEOPLE_STATUS_LABELS: Readonly<Record<PeopleStatus, string>> = {
  active: 'Active',
  bypass: 'In bypass',
  locked_out: 'Locked out',
  disabled: 'Disabled',
  pending_deletion: 'Pending deletion',
  left: 'Left the directory',
};

/** How long ago the newest event of somebody is at most; `none` of whom there is no event. */
export const LAST_EVENTS = ['1d', '7d', '30d', '90d', 'none'] as const;
export type LastEvent = (typeof LAST_EVENTS)[number];

export const LAST_EVENT_LABELS: Readonly<Record<LastEvent, string>> = {
  '1d': 'in the last 24 hours',
  '7d': 'in the last 7 days',
  '30d': 'in the last 30 days',
  '90d': 'in the last 90 days',
  none: 'never',
};

/** People who can be named one by one in an address: more are longer than what proxies let pass. */
export const MOST_NAMED_IN_ADDRESS = 150;

/** The days that a choice of `LAST_EVENTS` reaches back; null where there is to be no event. */
export function lastEventDays(choice: LastEvent): number | null {
  return choice === 'none' ? null : Number.parseInt(choice, 10);
}
