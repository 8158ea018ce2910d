/**
 * Words alone, for the browser too: where people stand in the counts of the dashboard. Ids are stored: never rename one.
 */

/** Who stands how at the door, the worst first. */
export const ENROLMENT_STATES = ['not_enrolled', 'bypass', 'no_factor', 'locked_out', 'enrolled'] as const;
export type EnrolmentState = (typeof ENROLMENT_STATES)[number];

/** Kinds of factor, the weakest first. */
export const FACTOR_STRENGTHS = ['telephony', 'code', 'push', 'resistant'] as const;
export type FactorStrength = (typeof FACTOR_STRENGTHS)[number];

/** What devices are looked at for. */
export const DEVICE_FAULTS = [
  'tampered',
  'outdated_system',
  'no_encryption',
  'no_lock',
  'outdated_browser',
] as const;
export type DeviceFault = (typeof DEVICE_FAULTS)[number];

/** `healthy`: of the devices something is known, and nothing is wrong. */
export type DeviceState = DeviceFault | 'healthy';

/** Where one person stands; null and nothing where it is not known. */
export interface PostureStates {
  readonly enrolment: EnrolmentState | null;
  readonly strength: FactorStrength | null;
  readonly devices: readonly DeviceState[];
}

/** Everything that people are counted under, each of which is a list of people. */
export const POSTURE_STATES = [
  ...ENROLMENT_STATES,
  ...FACTOR_STRENGTHS,
  ...DEVICE_FAULTS,
  'healthy',
] as const;
export type PostureState = (typeof POSTURE_STATES)[number];

export const POSTURE_LABELS: Readonly<Record<PostureState, string>> = {
  not_enrolled: 'Not enrolled',
  bypass: 'In bypass',
  no_factor: 'No usable factor',
  locked_out: 'Locked out',
  enrolled: 'Enrolled',
  telephony: 'Text message or call',
  code: 'Code',
  push: 'Push',
  resistant: 'Verified push, WebAuthn or security key',
  tampered: 'Tampered with',
  outdated_system: 'Outdated system',
  no_encryption: 'Not encrypted',
  no_lock: 'No screen lock',
  outdated_browser: 'Outdated browser',
  healthy: 'Nothing wrong',
};

/** Behaviors as a list of people: those who do not stand best in one. Stored: never rename one. */
export const POSTURE_RISKS = ['mfa_enrolment', 'authenticator_strength', 'device_health'] as const;
export type PostureRisk = (typeof POSTURE_RISKS)[number];

export const POSTURE_RISK_LABELS: Readonly<Record<PostureRisk, string>> = {
  mfa_enrolment: 'MFA enrolment at risk',
  authenticator_strength: 'Weak authenticator',
  device_health: 'Device at risk',
};

/** Everything that people are counted under in the history of posture. */
export type PostureMark = PostureState | PostureRisk;

/** The behaviors of the dashboard that feed the human risk score; of each the worst state first, the best last. */
export const POSTURE_BEHAVIORS = [
  { id: 'mfa_enrolment', states: ENROLMENT_STATES },
  { id: 'authenticator_strength', states: FACTOR_STRENGTHS },
  { id: 'device_health', states: [...DEVICE_FAULTS, 'healthy'] },
] as const satisfies readonly { readonly id: string; readonly states: readonly PostureState[] }[];
