import { versionOneLog } from './version-1-log';

export const administratorLog = versionOneLog('administrator', 'administrator');
