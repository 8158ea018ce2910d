import type { Endpoint } from '../protocol/endpoint';
import { authCheck, authPing } from './auth-ping';
import { authenticationLog } from './authentication-log';
import { infoSummary } from './info-summary';

/** Every endpoint this Duo has. A path that is not here is 404 40401. */
export const ENDPOINTS: readonly Endpoint[] = [authenticationLog, infoSummary, authPing, authCheck];
