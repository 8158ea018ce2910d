import type { AuthenticationRecord } from '@/domain/authentication-record';
import { networkOf } from './network';

/** The words in which the derived detectors are written, each a question about one authentication. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** UTC day of an instant, counted from 1970. Windows of days are fixed to it, so that late records fall as early ones. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS);
}

const NOT_INTERACTIVE: ReadonlySet<string> = new Set([
  'remembered_device',
  'trusted_network',
  'trusted_mobile_authenticator',
  'not_available',
]);

/** Whether somebody had to do something: a remembered device or a trusted network asks nobody. */
export function isInteractive({ eventType, factor }: AuthenticationRecord): boolean {
  return eventType === 'authentication' && factor !== null && !NOT_INTERACTIVE.has(factor.toLowerCase());
}

export function isSuccess({ result }: AuthenticationRecord): boolean {
  return result === 'success';
}

export function isPush({ factor }: AuthenticationRecord): boolean {
  const word = factor?.toLowerCase();
  return word === 'duo_push' || word === 'verified_duo_push';
}

/** What the person, or an attacker's patience, did to a push. Cancelled is not here: it comes from the keyboard side. */
const REFUSALS: ReadonlySet<string> = new Set([
  'no_response',
  'user_mistake',
  'user_marked_fraud',
  'anomalous_push',
]);

/** R of the detectors: a push that the phone's side did not approve. */
export function isRefusedPush(record: AuthenticationRecord): boolean {
  return (
    isPush(record) &&
    !isSuccess(record) &&
    record.reason !== null &&
    REFUSALS.has(record.reason.toLowerCase())
  );
}

/** A refusal that somebody typed, not one that ran out of time. */
export function isExplicitRefusal({ reason }: AuthenticationRecord): boolean {
  const word = reason?.toLowerCase();
  return word === 'user_mistake' || word === 'user_marked_fraud';
}

/** A factor that can be read out to somebody, or answered without looking: a code, or a call. */
export function isCodeOrCall(record: AuthenticationRecord): boolean {
  const word = record.factor?.toLowerCase() ?? '';
  return /passcode|phone_call|sms|bypass_code|token|yubikey/.test(word) && !isWebAuthn(record);
}

export function isBypassCode({ factor }: AuthenticationRecord): boolean {
  return factor?.toLowerCase() === 'bypass_code';
}

/** A key that is bound to the address of the site, by any of the vendor's words for it. */
export function isWebAuthn({ factor }: AuthenticationRecord): boolean {
  return /webauthn|u2f|security_key|platform_authenticator|roaming_authenticator/.test(
    factor?.toLowerCase() ?? '',
  );
}

/** The country that the sign-in came from, where its address is a public one. */
export function accessCountry({ access }: AuthenticationRecord): string | null {
  return access.ip !== null && networkOf(access.ip) === null ? null : access.country;
}

/** The country of the phone that was pushed; null where it proves nothing. */
export function phoneCountry(record: AuthenticationRecord): string | null {
  const { authDevice } = record;
  if (!isPush(record)) return null;
  return authDevice.ip !== null && networkOf(authDevice.ip) === null ? null : authDevice.country;
}

/** The phone that was pushed is in another country than the sign-in. */
export function isPhoneAway(record: AuthenticationRecord): boolean {
  const phone = phoneCountry(record);
  const access = accessCountry(record);
  return phone !== null && access !== null && phone !== access;
}

/** The phone that was pushed is on the network of the sign-in. */
export function isPhoneBeside(record: AuthenticationRecord): boolean {
  if (!isPush(record)) return false;
  const network = networkOf(record.access.ip);
  return network !== null && network === networkOf(record.authDevice.ip);
}

/** Operating system and browser in one word; null where neither is told. */
export function clientOf({ access }: AuthenticationRecord): string | null {
  return access.os === null && access.browser === null ? null : `${access.os ?? ''}|${access.browser ?? ''}`;
}
