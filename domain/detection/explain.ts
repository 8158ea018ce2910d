import type { CandidateFacts, Outcome } from '@/domain/detection/candidate';
import { priorityWords, registrationWords } from '@/domain/detection/duo-words';
import { explainDerived } from '@/domain/detection/explain-derived';
import { type Explained, FACTOR_WORDS, FORCE_WORDS, origin, spaced } from '@/domain/detection/explain-words';
import { verdictOf } from '@/domain/detection/merge-candidates';
import { EVENT_CATALOGUE, type EventKind } from '@/domain/event-catalogue';

/**
 * One sentence that says what was seen, without a full stop, such as "Duo saw push harassment: push refused (no
 * response) from 197.210.64.12, Lagos, Nigeria, for Salesforce".
 */
export function explain(event: Explained): string {
  if (event.sources.some((source) => source.place === 'reported')) return explainReport(event);
  if (event.sources.some(({ told }) => told !== undefined)) return explainAct(event);
  if (event.sources.some(({ place }) => place === 'derived')) return explainDerived(event);
  if (event.kind === 'risky_device_registration') return explainRegistration(event);
  return `${opening(event)}: ${act(event.facts, event.outcome)}${origin(event.facts)}${target(event.facts)}`;
}

/** Longest description of another system's that a sentence takes; the record has the rest. */
const LONGEST_DESCRIPTION = 200;

/** "Leak Watch reported a leaked password: found in a public dump, from 203.0.113.7, Norway". */
function explainReport({ kind, facts, outcome }: Explained): string {
  const what = `${facts.names.join(', ')} reported ${inSentence(kind)}`;
  const said = facts.reason === null ? '' : `: ${shortened(facts.reason)}`;
  const place = origin(facts);
  const ended = outcome === 'unknown' ? '' : `, sign-in ${OUTCOME_WORDS[outcome]}`;
  return `${what}${said}${place === '' || said === '' ? place : `,${place}`}${ended}`;
}

/** "Carol Mendes put ada into bypass, from 203.0.113.7, Norway"; the vendor's own machinery acts without a name. */
function explainAct({ kind, facts: { actor, target, reason, ...facts } }: Explained): string {
  const who = actor ?? 'Somebody';
  const whom = target ?? 'the person';
  const place = origin({ ...facts, actor, target, reason });
  const said =
    kind === 'leaked_password'
      ? `Duo's log reports a leaked password of ${whom}`
      : reason === 'bypass_codes'
        ? `${who} made bypass codes for ${whom}`
        : `${who} put ${whom} into bypass`;
  return place === '' ? said : `${said},${place}`;
}

/** "Duo found the registration of a device risky (it has been tampered with), from 203.0.113.7, Lagos, Nigeria". */
function explainRegistration({ facts }: Explained): string {
  const names = facts.names.length === 0 ? '' : ` (${facts.names.map(registrationWords).join(', ')})`;
  const place = origin(facts);
  return `Duo found the registration of a device risky${names}${place === '' ? '' : `,${place}`}`;
}

function shortened(text: string): string {
  const whole = text.trim().replace(/[.\s]+$/, '');
  return whole.length <= LONGEST_DESCRIPTION
    ? whole
    : `${whole.slice(0, LONGEST_DESCRIPTION - 1).trimEnd()}…`;
}

function opening({ kind, facts, sources }: Explained): string {
  switch (kind) {
    case 'user_marked_fraud':
      return 'The person reported fraud';
    case 'risk_policy_triggered':
      return "Duo's risk policy asked for a stronger factor";
    case 'user_risk_changed':
      return sources.some((source) => source.place === 'lockout')
        ? 'The person was locked out'
        : "Duo's trust in the person fell from normal to low";
    case 'security_threat_detected':
      return threatOpening(facts, sources);
    case 'other_duo_detection':
      return `Duo saw what it calls ${facts.names.join(', ')}${FORCE_WORDS[verdictOf(sources)]}`;
    default:
      return `Duo saw ${inSentence(kind)}${FORCE_WORDS[verdictOf(sources)]}`;
  }
}

function threatOpening(facts: CandidateFacts, sources: Explained['sources']): string {
  if (sources.every(({ place, detectorName }) => place === 'trust_monitor' && detectorName === null)) {
    const why = facts.names.length === 0 ? '' : ` (${facts.names.map(priorityWords).join(', ')})`;
    return `Duo's Trust Monitor marked this as a priority${why}`;
  }
  switch (facts.reason?.toLowerCase()) {
    case 'anomalous_push':
      return 'Duo refused a push that it found anomalous';
    case 'denied_network':
      return 'Duo refused a network that the policy denies';
    default:
      return 'Duo saw an anonymous address';
  }
}

/** Kinds whose name is not one of several, and so takes no article. */
const UNCOUNTED: ReadonlySet<EventKind> = new Set([
  'credential_stuffing',
  'device_distance',
  'push_harassment',
  'unrealistic_geovelocity',
  'user_marked_fraud',
  'denied_then_approved',
  'bypass_enabled',
  'risk_policy_triggered',
  'user_risk_changed',
  'security_threat_detected',
]);

/** "Push harassment" reads "push harassment" inside a sentence, "Novel ASN" reads "a novel ASN". */
function inSentence(kind: EventKind): string {
  const { label } = EVENT_CATALOGUE[kind];
  const name = `${label.charAt(0).toLowerCase()}${label.slice(1)}`;
  if (UNCOUNTED.has(kind)) return name;
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

function act(facts: CandidateFacts, outcome: Outcome): string {
  const what =
    facts.factor === null ? 'sign-in' : (FACTOR_WORDS[facts.factor.toLowerCase()] ?? spaced(facts.factor));
  const reason = facts.reason === null ? '' : ` (${spaced(facts.reason)})`;
  // The facts are those of the first record; another one of the same day or transaction may have let them in.
  if (outcome === 'got_in' && facts.reason !== null && !APPROVALS.has(facts.reason.toLowerCase())) {
    return `${what} first refused${reason}, later approved`;
  }
  return `${what} ${OUTCOME_WORDS[outcome]}${reason}`;
}

/** Reasons that Duo gives for a success. Source: Duo's Admin API documentation, "Authentication Logs". */
const APPROVALS: ReadonlySet<string> = new Set([
  'user_approved',
  'valid_passcode',
  'remembered_device',
  'trusted_network',
  'trusted_location',
  'bypass_user',
  'allowed_by_policy',
  'allow_unenrolled_user',
  'allow_unenrolled_user_on_trusted_network',
]);

const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  got_in: 'approved',
  refused: 'refused',
  unknown: 'with unknown outcome',
};

function target({ application, ip, city, country }: CandidateFacts): string {
  if (application === null) return '';
  return ip === null && city === null && country === null ? ` for ${application}` : `, for ${application}`;
}
