import type { SystemRule } from '@/domain/detection/high-risk-system-event';

export interface SystemRuleFacts {
  /** Sentence-case name for people. */
  readonly label: string;
  /** One sentence: why it matters. */
  readonly why: string;
  /** MITRE ATT&CK technique. */
  readonly technique: { readonly id: string; readonly name: string };
  /** What the analyst does next. */
  readonly remedy: string;
}

const WEAKER_SIGN_IN = {
  id: 'T1556.006',
  name: 'Modify Authentication Process: Multi-Factor Authentication',
} as const;

/** What each rule of high-risk system events means. */
export const SYSTEM_RULE_FACTS: Readonly<Record<SystemRule, SystemRuleFacts>> = {
  admin_created: {
    label: 'Administrator created',
    why: 'A new administrator can undo every protection, and is how an intruder stays.',
    technique: { id: 'T1136.003', name: 'Create Account: Cloud Account' },
    remedy: 'Ask who created it and for whom. Delete an administrator that nobody can explain.',
  },
  sso_not_required: {
    label: 'Single sign-on no longer required',
    why: 'Administrators may now sign in with a password that your identity provider never sees.',
    technique: { id: 'T1556', name: 'Modify Authentication Process' },
    remedy: 'Require single sign-on again, and read which administrators signed in without it meanwhile.',
  },
  policy_updated: {
    label: 'Policy changed',
    why: 'A policy says when a second factor is asked for. The log does not say whether the change weakens it.',
    technique: WEAKER_SIGN_IN,
    remedy: 'Compare the policy with what it was, and confirm the change with the administrator who made it.',
  },
  policies_deleted: {
    label: 'Policies deleted',
    why: 'Three or more policies went within an hour: what they protected falls back to the global policy.',
    technique: WEAKER_SIGN_IN,
    remedy:
      'Confirm it with the administrator. If they do not recognise it, restore the policies and review them.',
  },
  secret_key_viewed: {
    label: 'Secret key viewed',
    why: 'Who has the secret key of an application can answer for Duo there.',
    technique: { id: 'T1552', name: 'Unsecured Credentials' },
    remedy: 'Ask what it was needed for. Reset the key if nobody can say.',
  },
  admin_api_created: {
    label: 'Admin API application made',
    why: 'Its key can read and change people, policies and logs without anybody signing in.',
    technique: { id: 'T1098.001', name: 'Account Manipulation: Additional Cloud Credentials' },
    remedy:
      'Confirm who asked for it, and that it has no more permissions than it needs. Delete it otherwise.',
  },
  admin_locked_out: {
    label: 'Administrator locked out',
    why: 'Somebody failed to sign in as an administrator until Duo locked the account.',
    technique: { id: 'T1110', name: 'Brute Force' },
    remedy: 'Ask the administrator whether it was them. If not, change their password before unlocking them.',
  },
  admin_fraud_reported: {
    label: 'Administrator reported fraud',
    why: 'An administrator was asked to approve a sign-in that was not theirs: somebody has their password.',
    technique: { id: 'T1621', name: 'Multi-Factor Authentication Request Generation' },
    remedy:
      'Believe the report. Change the password of this administrator and review what was done in their name.',
  },
  api_address_denied: {
    label: 'Admin API address refused',
    why: 'Somebody with a valid key asked the Admin API from an address that is not allowed.',
    technique: { id: 'T1078.004', name: 'Valid Accounts: Cloud Accounts' },
    remedy: 'If the address is yours, allow it. If not, the key has leaked: reset it.',
  },
};
