/**
 * Denials by the access policy: the person, or whoever has their password, was stopped by a rule. Shown, and never part of
 * a score. Source: Duo's Admin API documentation, reasons of the authentication log.
 */
export const POLICY_REASONS: Readonly<Record<string, string>> = {
  denied_by_policy: 'Denied by policy',
  location_restricted: 'Location not allowed',
  factor_restricted: 'Factor not allowed',
  platform_restricted: 'System not allowed',
  version_restricted: 'Version not allowed',
  software_restricted: 'Software not allowed',
  out_of_date: 'Software out of date',
  denied_network: 'Network not allowed',
  anonymous_ip: 'Anonymous address not allowed',
  deny_unenrolled_user: 'Not enrolled',
  user_not_in_permitted_group: 'Not in a permitted group',
  rooted_device: 'Device tampered with',
  no_screen_lock: 'No screen lock',
  touch_id_disabled: 'No biometrics',
  no_disk_encryption: 'Not encrypted',
  invalid_device: 'Device not valid',
  endpoint_is_not_trusted: 'Endpoint not trusted',
  endpoint_is_not_in_management_system: 'Endpoint not managed',
  endpoint_failed_google_verification: 'Endpoint not verified by Google',
  could_not_determine_if_endpoint_was_trusted: 'Trust of endpoint not known',
  no_duo_certificate_present: 'No certificate on the endpoint',
  user_provided_invalid_certificate: 'Certificate not valid',
  invalid_management_certificate_collection_state: 'Certificate could not be read',
  no_referring_hostname_provided: 'No referring host',
  invalid_referring_hostname_provided: 'Referring host not valid',
  no_web_referer_match: 'Referring page not allowed',
};

/** Whether a sign-in was stopped by the policy. */
export function isPolicyDenial(result: string | null, reason: string | null): reason is string {
  return result === 'denied' && reason !== null && Object.hasOwn(POLICY_REASONS, reason);
}

/** A reason as people call it. */
export function policyReasonLabel(reason: string): string {
  return POLICY_REASONS[reason] ?? reason.replaceAll('_', ' ');
}
