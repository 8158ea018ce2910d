import { z } from 'zod';
import { versionOneLog } from './version-1-log';

const RESULTS: Readonly<Record<string, string>> = { success: 'SUCCESS', denied: 'FAILURE', fraud: 'FRAUD' };

const record = z.looseObject({});
const authentication = z.looseObject({
  access_device: z.looseObject({ ip: z.string().nullish(), location: z.unknown() }).nullish(),
  application: z.looseObject({ name: z.unknown() }).nullish(),
  auth_device: z.looseObject({ name: z.string().nullish() }).nullish(),
  isotimestamp: z.string().nullish(),
  result: z.string().nullish(),
  user: z.looseObject({ name: z.unknown() }).nullish(),
});

function parsedOrNull(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** A record of the authentication log in the shape of version 1; what is no such record stays as it is. */
function asVersionOne(json: string): string {
  const parsed = authentication.safeParse(parsedOrNull(json));
  if (!parsed.success) return json;
  const { access_device: access, alias, application, auth_device: device, ...rest } = parsed.data;
  return JSON.stringify({
    access_device: access,
    alias,
    device: device?.name ?? null,
    email: rest['email'],
    event_type: rest['event_type'],
    factor: rest['factor'],
    integration: application?.name,
    ip: access?.ip ?? null,
    isotimestamp: rest.isotimestamp?.replace(/\.\d+/, ''),
    location: access?.location,
    new_enrollment: rest['event_type'] === 'enrollment',
    reason: rest['reason'],
    result: RESULTS[rest.result ?? ''] ?? 'ERROR',
    timestamp: rest['timestamp'],
    txid: rest['txid'],
    username: rest.user?.name,
  });
}

/** A record of the telephony log in the shape of version 1: no id, whole seconds. */
function asOldTelephony(json: string): string {
  const parsed = record.safeParse(parsedOrNull(json));
  if (!parsed.success) return json;
  const { context, credits, phone, ts, type } = parsed.data;
  const timestamp = Math.floor(Date.parse(String(ts)) / 1000);
  const isotimestamp = String(ts).replace(/\.\d+/, '');
  return JSON.stringify({ context, credits, isotimestamp, phone, timestamp, type });
}

export const legacyAuthenticationLog = versionOneLog('authentication', 'authentication', asVersionOne);
export const legacyTelephonyLog = versionOneLog('telephony', 'telephony', asOldTelephony);
