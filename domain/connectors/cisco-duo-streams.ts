import type { ConnectorReread, ConnectorStream } from '@/domain/connectors/connector-manifest';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** What Duo shows late is caught by reading the last 6 hours again every hour, and the last 48 every day. */
const REREADS: readonly ConnectorReread[] = [
  { lane: 'reread_short', everyMs: HOUR_MS, spanMs: 6 * HOUR_MS },
  { lane: 'reread_long', everyMs: DAY_MS, spanMs: 48 * HOUR_MS },
];

/** Duo shows nothing younger than two minutes, and keeps 180 days; the pace is what its documentation asks for. */
const LOG = {
  permission: 'Grant read log',
  holds: 'records',
  mutable: false,
  rereads: REREADS,
  optional: false,
  lagMs: 122_000,
  marginMs: 120_000,
  minCycleMs: 60_000,
  minPageGapMs: 2_000,
  limit: 1_000,
  historyLimitMs: 179.5 * DAY_MS,
} as const;

const MINUTES = { minIntervalSeconds: 60, maxIntervalSeconds: 24 * 60 * 60 } as const;

/** Version 2 logs: milliseconds, pages by `next_offset`, and a count of what the window holds. */
const V2 = { ...LOG, ...MINUTES, units: 'ms', paging: 'next_offset', counted: true } as const;

/** Version 1 logs: whole seconds, no pages, the earliest thousand from an instant on. */
const V1 = { ...LOG, ...MINUTES, units: 's', paging: 'none', counted: false } as const;

/** Sources: Duo's Admin API documentation, section by section; limits and intervals: `docs/duo.md`. */
export const CISCO_DUO_STREAMS: readonly ConnectorStream[] = [
  {
    ...V2,
    id: 'authentication',
    storageNumber: 1,
    label: 'Authentication',
    summary: 'Every sign-in: who, from where, how it was approved or refused, and Duo’s own verdicts.',
    endpoint: '/admin/v2/logs/authentication',
    defaultIntervalSeconds: 60,
    presetIntervalSeconds: [60, 300, 600],
  },
  {
    ...V2,
    id: 'activity',
    storageNumber: 2,
    label: 'Activity',
    summary:
      'What administrators, people and programs changed: devices, bypass codes, policies, applications.',
    endpoint: '/admin/v2/logs/activity',
    defaultIntervalSeconds: 300,
    presetIntervalSeconds: [60, 300, 600],
  },
  {
    ...V2,
    id: 'telephony',
    storageNumber: 3,
    label: 'Telephony',
    summary: 'Text messages and telephone calls that Duo made, and the credits they took.',
    endpoint: '/admin/v2/logs/telephony',
    defaultIntervalSeconds: 300,
    presetIntervalSeconds: [300, 600, 3_600],
  },
  {
    ...V1,
    id: 'administrator',
    storageNumber: 4,
    label: 'Administrator',
    summary: 'The older log of what administrators did.',
    endpoint: '/admin/v1/logs/administrator',
    defaultIntervalSeconds: 3_600,
    presetIntervalSeconds: [300, 3_600, 21_600],
  },
  {
    ...V1,
    id: 'offline_enrollment',
    storageNumber: 5,
    label: 'Offline enrollment',
    summary: 'Devices that were enrolled for signing in without a network.',
    endpoint: '/admin/v1/logs/offline_enrollment',
    defaultIntervalSeconds: 3_600,
    presetIntervalSeconds: [300, 3_600, 21_600],
  },
  {
    ...LOG,
    ...MINUTES,
    id: 'trust_monitor',
    storageNumber: 6,
    label: 'Trust Monitor',
    summary: 'Sign-ins, bypasses and device registrations that Duo itself finds unusual.',
    endpoint: '/admin/v1/trust_monitor/events',
    units: 'ms',
    paging: 'offset',
    counted: false,
    mutable: true,
    optional: true,
    limit: 200,
    // An administrator of Duo may triage an event weeks after it was surfaced.
    rereads: [
      { lane: 'reread_short', everyMs: HOUR_MS, spanMs: 6 * HOUR_MS },
      { lane: 'reread_long', everyMs: DAY_MS, spanMs: 30 * DAY_MS },
    ],
    defaultIntervalSeconds: 300,
    presetIntervalSeconds: [300, 600, 3_600],
  },
  {
    ...LOG,
    id: 'directory',
    storageNumber: 7,
    label: 'Directory',
    summary: 'Who works here: names, groups, enrolment, phones, and the state of their devices.',
    endpoint: '/admin/v1/users',
    permission: 'Grant resource - Read',
    holds: 'directory',
    counted: false,
    rereads: [],
    optional: true,
    units: 's',
    paging: 'offset',
    lagMs: 0,
    marginMs: 0,
    limit: 300,
    defaultIntervalSeconds: 21_600,
    minIntervalSeconds: 3_600,
    maxIntervalSeconds: 7 * 24 * 60 * 60,
    presetIntervalSeconds: [3_600, 21_600, 86_400],
  },
  {
    ...LOG,
    id: 'summary',
    storageNumber: 8,
    label: 'Summary',
    summary: 'Edition and size of the Duo account, and Duo’s own count of sign-ins to compare with ours.',
    endpoint: '/admin/v1/info/summary',
    permission: 'Grant read information',
    holds: 'figures',
    counted: false,
    rereads: [],
    optional: true,
    units: 's',
    paging: 'none',
    lagMs: 0,
    marginMs: 0,
    defaultIntervalSeconds: 86_400,
    minIntervalSeconds: 3_600,
    maxIntervalSeconds: 7 * 24 * 60 * 60,
    presetIntervalSeconds: [3_600, 21_600, 86_400],
  },
];
