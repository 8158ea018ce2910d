import type { SystemRule } from '@/domain/detection/high-risk-system-event';
import { factsOfRun, type SystemRun } from '@/domain/detection/system-runs';

/** So many names are told of several things; the records have the rest. */
const MOST_NAMES = 5;

/**
 * One sentence that says what was done to the account, by whom and from where, without a full stop, such as "Carol Mendes
 * created the administrator support-1, from 203.0.113.7, Norway".
 */
export function explainSystemEvent(run: Pick<SystemRun, 'rule' | 'sources'>): string {
  const { actor, subject, ip, country, subjects } = factsOfRun(run);
  const from = [ip, country].filter((part) => part !== null).join(', ');
  const said = SENTENCES[run.rule]({ who: actor ?? 'Somebody', what: subject, all: subjects });
  return from === '' ? said : `${said}, from ${from}`;
}

interface Told {
  readonly who: string;
  readonly what: string | null;
  readonly all: readonly string[];
}

const SENTENCES: Readonly<Record<SystemRule, (told: Told) => string>> = {
  admin_created: ({ who, what }) => `${who} created the administrator ${what ?? 'without a name'}`,
  sso_not_required: ({ who }) => `${who} no longer requires single sign-on of administrators`,
  policy_updated: ({ who, what }) => `${who} changed ${what === null ? 'a policy' : `the policy ${what}`}`,
  policies_deleted: ({ who, all }) => `${who} deleted policies within an hour: ${named(all)}`,
  secret_key_viewed: ({ who, what }) =>
    `${who} viewed the secret key of ${what === null ? 'an application' : what}`,
  admin_api_created: ({ who, what }) =>
    `${who} made an Admin API application${what === null ? '' : `, ${what}`}`,
  admin_locked_out: ({ what }) => `The administrator ${what ?? 'without a name'} was locked out`,
  admin_fraud_reported: ({ what }) =>
    `The administrator ${what ?? 'without a name'} reported a sign-in as fraud`,
  api_address_denied: () => 'The Admin API refused a request: its address is not allowed',
};

function named(names: readonly string[]): string {
  if (names.length === 0) return 'the log does not name them';
  const rest = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
