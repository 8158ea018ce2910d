import type { EventKind } from '@/domain/event-catalogue';
import type { CampaignKind, PlatformKind } from './catalogue';
import type { QuietKind } from './quiet-campaigns';

/** Which attacks raise an event of a kind for their target, or why none can be staged. */
export interface Staging {
  /** Duo's records say it by themselves: a verdict, a mark of fraud, an act. */
  readonly said?: readonly (CampaignKind | PlatformKind)[];
  /** Nothing says it: it has to be derived. */
  readonly quiet?: readonly QuietKind[];
  /** One sentence. */
  readonly notStaged?: string;
}

/** Every kind of Parapet's catalogue, so that none can be added without an attack that raises it. */
export const STAGED_BY: Readonly<Record<EventKind, Staging>> = {
  country_code_mismatch: { said: ['COUNTRY_CODE_MISMATCH'], quiet: ['QUIET_PHONE_ELSEWHERE'] },
  credential_stuffing: { said: ['CREDENTIAL_STUFFING'], quiet: ['QUIET_STUFFING'] },
  device_distance: { said: ['DEVICE_DISTANCE'], quiet: ['QUIET_FAR_CITY'] },
  novel_asn: { said: ['NOVEL_ASN'], quiet: ['QUIET_TAKEOVER'] },
  push_harassment: {
    said: ['PUSH_HARASSMENT', 'SHADOW_MODE'],
    quiet: ['QUIET_BOMBING_REFUSED', 'QUIET_BOMBING_GIVEN_IN', 'QUIET_SLOW_BOMBING', 'QUIET_RETRY_LOOP'],
  },
  push_spray: { said: ['PUSH_SPRAY', 'PUSH_SPRAY_GIVEN_IN'], quiet: ['QUIET_SPRAY'] },
  tampered_cookie: { said: ['TAMPERED_COOKIE'] },
  denied_then_approved: { quiet: ['QUIET_BOMBING_GIVEN_IN'] },
  unfamiliar_sign_in: { quiet: ['QUIET_TAKEOVER', 'QUIET_APPROVED_ABROAD'] },
  unrealistic_geovelocity: { said: ['UNREALISTIC_TRAVEL'], quiet: ['QUIET_TRAVEL'] },
  unusual_device: { said: ['TAMPERED_COOKIE'], quiet: ['QUIET_TAKEOVER'] },
  unusual_factor: { said: ['CREDENTIAL_STUFFING'], quiet: ['QUIET_MOVED_NUMBER'] },
  user_marked_fraud: { said: ['USER_MARKED_FRAUD'] },
  new_country: { said: ['COUNTRY_CODE_MISMATCH'], quiet: ['QUIET_APPROVED_ABROAD'] },
  unusual_network: { said: ['PUSH_SPRAY'], quiet: ['QUIET_APPROVED_ABROAD'] },
  unusual_application: { said: ['LOW_TRUST'], quiet: ['QUIET_FORGOTTEN_APPLICATION'] },
  unusual_time: { said: ['PUSH_HARASSMENT'], quiet: ['QUIET_ODD_HOUR'] },
  bypass_enabled: { said: ['BYPASS_ENABLED'] },
  risky_device_registration: {
    said: ['RISKY_DEVICE_REGISTRATION'],
    quiet: ['QUIET_NEW_PHONE', 'QUIET_OFFLINE_ENROLMENT'],
  },
  risk_policy_triggered: { said: ['LOW_TRUST'] },
  user_risk_changed: { said: ['LOCKED_OUT'] },
  security_threat_detected: { said: ['ANOMALOUS_PUSH', 'ANONYMOUS_IP', 'DENIED_NETWORK'] },
  leaked_password: {
    notStaged: 'Duo has no record that says so; it comes by the webhook from whoever watches for leaks.',
  },
  other_duo_detection: { said: ['SESSION_REPLAY_V2'] },
  high_risk_system_event: { said: ['ADMIN_HIGH_RISK'] },
};
