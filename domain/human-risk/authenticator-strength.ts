import { type FactorUse, factorsInUse } from './factor-use';
import { FACTOR_STRENGTHS, type FactorStrength } from './posture-state';
import { leftOut, type RiskReading } from './risk-reading';

/**
 * Points of each. A message or a call can be diverted by whoever controls the number; a code can be read out to a false
 * page; a push can be approved by mistake; a number to type in, and a key bound to the address, can do neither.
 */
const POINTS: Readonly<Record<FactorStrength, number>> = { telephony: 6, code: 4, push: 2, resistant: 0 };

const TELEPHONY = ['phone_call', 'sms_passcode', 'sms_refresh'];
const CODE = [
  'duo_mobile_passcode',
  'passcode',
  'hardware_token',
  'yubikey_code',
  'yubikey_passcode',
  'digipass_go_7_token',
  'bypass_code',
];
const PUSH = ['duo_push'];
const RESISTANT = [
  'verified_duo_push',
  'verified_push',
  'u2f_token',
  'security_key',
  'platform_authenticator',
];

/**
 * How strong a factor is, by the vendor's word for it (`WebAuthn Security Key` and its like are families); null for what
 * is no factor, such as a remembered device, and for words that this version does not know.
 */
export function factorStrength(factor: string): FactorStrength | null {
  const word = factor
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  if (word.startsWith('webauthn') || RESISTANT.includes(word)) return 'resistant';
  if (TELEPHONY.includes(word)) return 'telephony';
  if (CODE.includes(word)) return 'code';
  return PUSH.includes(word) ? 'push' : null;
}

/** The weakest of what somebody signed in with in the last 90 days; null where there was no factor. */
export function weakestFactor(uses: readonly FactorUse[], now: number): FactorStrength | null {
  const strengths = new Set(factorsInUse(uses, now).flatMap(({ factor }) => factorStrength(factor) ?? []));
  return FACTOR_STRENGTHS.find((strength) => strengths.has(strength)) ?? null;
}

/** The category authenticator strength at an instant (epoch ms). */
export function authenticatorStrength(uses: readonly FactorUse[], now: number): RiskReading {
  const weakest = weakestFactor(uses, now);
  if (weakest === null)
    return leftOut('authenticator_strength', 'No factor was used in the last 90 days, outside attacks.');
  const evidence = factorsInUse(uses, now).flatMap(({ factor, lastDay }) => {
    const strength = factorStrength(factor);
    if (strength === null) return [];
    const at = new Date(lastDay).toISOString();
    return [{ what: `Signs in with ${factorName(factor)}.`, points: POINTS[strength], at }];
  });
  return {
    category: 'authenticator_strength',
    value: POINTS[weakest],
    leftOut: null,
    evidence: evidence.sort((a, b) => b.points - a.points || (a.what < b.what ? -1 : 1)),
  };
}

/** A factor as people call it. */
function factorName(factor: string): string {
  const words: Readonly<Record<string, string>> = {
    phone_call: 'a telephone call',
    sms_passcode: 'a code by text message',
    sms_refresh: 'a code by text message',
    duo_mobile_passcode: 'a code of the app',
    passcode: 'a code',
    hardware_token: 'a code of a hardware token',
    bypass_code: 'a bypass code',
    duo_push: 'Duo Push',
    verified_duo_push: 'Verified Duo Push',
    u2f_token: 'a security key',
  };
  return words[factor] ?? factor.replaceAll('_', ' ');
}
