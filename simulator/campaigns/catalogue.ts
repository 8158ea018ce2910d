import type { Campaign } from './campaign';
import * as place from './place-campaigns';
import * as platform from './platform-campaigns';
import * as push from './push-campaigns';
import * as session from './session-campaigns';

/** Every attack on sign-ins the simulator can stage, by the name that the control endpoint takes. */
export const CAMPAIGNS = {
  USER_MARKED_FRAUD: push.userMarkedFraud,
  NOVEL_ASN: place.novelAsn,
  COUNTRY_CODE_MISMATCH: place.countryCodeMismatch,
  PUSH_HARASSMENT: push.pushHarassment,
  PUSH_SPRAY: push.pushSpray,
  PUSH_SPRAY_GIVEN_IN: push.pushSprayGivenIn,
  UNREALISTIC_TRAVEL: place.unrealisticTravel,
  DEVICE_DISTANCE: place.deviceDistance,
  CREDENTIAL_STUFFING: session.credentialStuffing,
  TAMPERED_COOKIE: session.tamperedCookie,
  SESSION_REPLAY_V2: session.unknownDetector,
  DENIED_THEN_APPROVED: push.deniedThenApproved,
  LOW_TRUST: session.lowTrustEnforced,
  LOW_TRUST_PREVIEW: session.lowTrustPreview,
  SHADOW_MODE: push.shadowMode,
  SUPPRESSED_KNOWN_IP: place.suppressedKnownIp,
  ANOMALOUS_PUSH: push.anomalousPush,
  ANONYMOUS_IP: place.anonymousIp,
  DENIED_NETWORK: place.deniedNetwork,
  LOCKED_OUT: session.lockedOut,
} as const satisfies Record<string, Campaign>;

export type CampaignKind = keyof typeof CAMPAIGNS;

export function isCampaignKind(text: string): text is CampaignKind {
  return Object.hasOwn(CAMPAIGNS, text);
}

export const CAMPAIGN_KINDS: readonly CampaignKind[] = Object.keys(CAMPAIGNS).filter(isCampaignKind);

/** Attacks on the platform itself, which show in the activity and administrator logs and in Trust Monitor. */
export const PLATFORM_CAMPAIGNS = {
  BYPASS_ENABLED: platform.bypassEnabled,
  RISKY_DEVICE_REGISTRATION: platform.riskyDeviceRegistration,
  ADMIN_HIGH_RISK: platform.adminHighRisk,
} as const satisfies Record<string, platform.PlatformCampaign>;

export type PlatformKind = keyof typeof PLATFORM_CAMPAIGNS;

export function isPlatformKind(text: string): text is PlatformKind {
  return Object.hasOwn(PLATFORM_CAMPAIGNS, text);
}

export const PLATFORM_KINDS: readonly PlatformKind[] = Object.keys(PLATFORM_CAMPAIGNS).filter(isPlatformKind);
