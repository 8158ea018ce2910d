import type { Range } from './views/dashboard';

/** Ranges offered everywhere; each has a bucket that keeps a line between 24 and 180 points. */
export const RANGES = {
  '24h': { label: 'last 24 hours', hours: 24, bucketMinutes: 60 },
  '7d': { label: 'last 7 days', hours: 168, bucketMinutes: 360 },
  '30d': { label: 'last 30 days', hours: 720, bucketMinutes: 1440 },
  '90d': { label: 'last 90 days', hours: 2160, bucketMinutes: 1440 },
  '180d': { label: 'last 180 days', hours: 4320, bucketMinutes: 1440 },
} as const satisfies Record<Range, object>;
