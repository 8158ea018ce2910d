import { versionOneLog } from './version-1-log';

export const offlineEnrollmentLog = versionOneLog('offline_enrollment', 'offline_enrollment');
