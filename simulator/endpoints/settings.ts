import { succeed } from '../protocol/errors';
import type { Endpoint } from '../protocol/endpoint';

/** What the account is set to, unless the control endpoint changed it. */
const USUAL = {
  caller_id: '+15035550100',
  email_activity_notification_enabled: false,
  enrollment_universal_prompt_enabled: true,
  fraud_email: 'security@corp.example',
  fraud_email_enabled: true,
  global_ssp_policy_enforced: true,
  helpdesk_bypass: 'limit',
  helpdesk_bypass_expiration: 480,
  helpdesk_can_send_enroll_email: true,
  helpdesk_message: '',
  inactive_user_expiration: 0,
  keypress_confirm: '#',
  keypress_fraud: '*',
  language: 'EN',
  lockout_expire_duration: 60,
  lockout_threshold: 6,
  minimum_password_length: 12,
  password_requires_lower_alpha: true,
  password_requires_numeric: true,
  password_requires_special: false,
  password_requires_upper_alpha: true,
  pending_deletion_days: 7,
  push_activity_notification_enabled: false,
  security_checkup_enabled: true,
  sms_batch: 1,
  sms_expiration: 5,
  sms_message: 'SMS passcodes',
  sms_refresh: false,
  telephony_warning_min: 100,
  timezone: 'UTC',
  unenrolled_user_lockout_threshold: 15,
  user_managers_can_put_users_in_bypass: true,
  user_telephony_cost_max: 20,
};

export const settings: Endpoint = {
  method: 'GET',
  path: '/admin/v1/settings',
  permission: 'settings',
  required: [],
  perMinute: 50,
  handle: ({ keeping, organisation, settings: changed }) =>
    succeed(
      JSON.stringify({
        ...USUAL,
        fraud_email: `security@${organisation.domain}`,
        name: organisation.name,
        ...changed,
        log_retention_days: keeping.retentionDays === 0 ? null : keeping.retentionDays,
      }),
    ),
};
