import { z } from 'zod';
import type { LogName } from '../records/chronicle';

/** Which log an endpoint serves; the legacy endpoints serve the newer logs in another shape. */
const LOGS: Readonly<Record<string, LogName>> = {
  '/admin/v2/logs/authentication': 'authentication',
  '/admin/v2/logs/activity': 'activity',
  '/admin/v2/logs/telephony': 'telephony',
  '/admin/v1/logs/administrator': 'administrator',
  '/admin/v1/logs/offline_enrollment': 'offline_enrollment',
  '/admin/v1/trust_monitor/events': 'trust_monitor',
};

/** The log of an endpoint's path; undefined for a path that serves none. */
export const logAt = (path: string): LogName | undefined => LOGS[path];

const remedy = `must be one of ${Object.keys(LOGS).join(', ')}`;

/** The path of a log in a body; the authentication log when there is none. */
export const logPath = z
  .string()
  .default('/admin/v2/logs/authentication')
  .transform((path, context): LogName => {
    const log = logAt(path);
    if (log) return log;
    context.addIssue({ code: 'custom', message: remedy });
    return z.NEVER;
  });
