import type { Endpoint } from '../protocol/endpoint';
import { admins } from './admins';
import { activityLog, telephonyLog } from './activity-log';
import { administratorLog } from './administrator-log';
import { authCheck, authPing } from './auth-ping';
import { authenticationAttempts } from './authentication-attempts';
import { authenticationLog } from './authentication-log';
import { endpoints } from './endpoints';
import { groups } from './groups';
import { infoSummary } from './info-summary';
import { integrations } from './integrations';
import { legacyAuthenticationLog, legacyTelephonyLog } from './legacy-logs';
import { offlineEnrollmentLog } from './offline-enrollment-log';
import { phones } from './phones';
import { onePolicy, policies, policyCalculation, policySummary } from './policies';
import { settings } from './settings';
import { trustMonitorEvents } from './trust-monitor-events';
import { users } from './users';

/** Every endpoint this Duo has. A path that is not here is 404 40401. */
export const ENDPOINTS: readonly Endpoint[] = [
  authenticationLog,
  activityLog,
  telephonyLog,
  administratorLog,
  offlineEnrollmentLog,
  trustMonitorEvents,
  users,
  groups,
  phones,
  endpoints,
  infoSummary,
  authenticationAttempts,
  admins,
  settings,
  legacyAuthenticationLog,
  legacyTelephonyLog,
  integrations,
  policies,
  policySummary,
  policyCalculation,
  // After the paths that it would match too.
  onePolicy,
  authPing,
  authCheck,
];
