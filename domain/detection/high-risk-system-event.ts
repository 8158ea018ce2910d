import type { ActSignal } from '@/domain/detection/bypass-enabled';
import { toldMembers } from '@/domain/told-members';

/** Ids of what raises a high-risk system event. Stored in the database: never rename one. */
export const SYSTEM_RULES = [
  'admin_created',
  'sso_not_required',
  'policy_updated',
  'policies_deleted',
  'secret_key_viewed',
  'admin_api_created',
  'admin_locked_out',
  'admin_fraud_reported',
  'api_address_denied',
] as const;

export type SystemRule = (typeof SYSTEM_RULES)[number];

/** What one record tells of an act on the account. */
export interface SystemSource {
  /** Hex. */
  readonly signalKey: string;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  readonly actor: string | null;
  /** What was acted on, as the vendor names it. */
  readonly subject: string | null;
  readonly ip: string | null;
  readonly country: string | null;
}

/** An act that one record tells, before it is joined with the other records of the same act. */
export interface SystemAct {
  readonly rule: SystemRule;
  /** What records of one act have in common beside the rule: the subject's name in lower case, or nothing. */
  readonly key: string;
  readonly source: SystemSource;
}

/**
 * `high_risk_system_event`, for the whole account and nobody's score: an administrator was created or locked out, single
 * sign-on is no longer required of administrators, a policy was changed (any change: neither log says whether it weakens),
 * a policy was deleted (three within an hour are an event: see `system-runs.ts`), a secret key was viewed, an Admin API
 * application was made, an administrator reported a sign-in of their own as fraud, or a request to the Admin API came
 * from an address that is not allowed. An act that failed raises nothing, except where the failure is the event. Sources:
 * Duo's Admin API documentation, "Administrator Logs" and "Activity Logs".
 */
export function detectSystemAct({ signalKey, record }: ActSignal): SystemAct | null {
  const told = toldMembers(record.kind === 'activity' ? record.targetDetails : record.description);
  const rule = ruleOf(record.action.toLowerCase(), told, record);
  if (rule === null) return null;
  const actor = record.kind === 'activity' ? (record.actor?.name ?? null) : record.actor;
  const named = record.kind === 'activity' ? (record.target?.name ?? null) : record.object;
  const subject = ABOUT_ACTOR.has(rule) ? (named ?? actor) : named;
  const country = record.kind === 'activity' ? record.country : null;
  return {
    rule,
    key: OF_THE_ACCOUNT.has(rule) ? '' : (subject?.trim().toLowerCase() ?? ''),
    source: { signalKey, occurredAt: record.occurredAt, actor, subject, ip: record.ip, country },
  };
}

/** Where a record names no other, the one it is about is the one who acted. */
const ABOUT_ACTOR: ReadonlySet<SystemRule> = new Set(['admin_locked_out', 'admin_fraud_reported']);

/** There is one such thing in an account, and the two logs name it differently or not at all. */
const OF_THE_ACCOUNT: ReadonlySet<SystemRule> = new Set([
  'sso_not_required',
  'policies_deleted',
  'api_address_denied',
]);

const BY_ACTION: Readonly<Record<string, SystemRule>> = {
  admin_create: 'admin_created',
  policy_update: 'policy_updated',
  policy_delete: 'policies_deleted',
  skey_view: 'secret_key_viewed',
  integration_skey_view: 'secret_key_viewed',
  integration_skey_bulk_view: 'secret_key_viewed',
  admin_lockout: 'admin_locked_out',
  adminapi_request_ip_denied: 'api_address_denied',
};

/** The failure itself is what is told. */
const FAILURES: ReadonlySet<SystemRule> = new Set(['admin_locked_out', 'api_address_denied']);

type Told = Readonly<Record<string, unknown>>;

function ruleOf(action: string, told: Told, record: ActSignal['record']): SystemRule | null {
  const failed = record.kind === 'activity' && record.succeeded === false;
  if (action === 'admin_2fa_error') return says(told, 'error', /fraud/i) ? 'admin_fraud_reported' : null;
  const rule = Object.hasOwn(BY_ACTION, action) ? (BY_ACTION[action] ?? null) : null;
  if (rule !== null) return failed && !FAILURES.has(rule) ? null : rule;
  if (failed) return null;
  if (action === 'admin_single_sign_on_update')
    return says(told, 'enforcement_status', /^(?!required$)./i) ? 'sso_not_required' : null;
  if (action !== 'integration_create') return null;
  const type = record.kind === 'activity' ? (record.target?.type ?? '') : '';
  // The activity log types such a target `adminap_integrations`, without the i.
  return says(told, 'type', /^admin ?api$/i) || /^adminapi?_/i.test(type) ? 'admin_api_created' : null;
}

function says(told: Told, member: string, what: RegExp): boolean {
  const value = told[member];
  return typeof value === 'string' && what.test(value);
}
