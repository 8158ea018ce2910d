import type { CandidateFacts, Outcome } from '@/domain/detection/candidate';
import {
  type Explained,
  FACTOR_WORDS,
  FORCE_WORDS,
  inCountry,
  origin,
  spaced,
} from '@/domain/detection/explain-words';
import { verdictOf } from '@/domain/detection/merge-candidates';

/**
 * One sentence about what Parapet derived, from what it measured, without a full stop, such as "4 pushes refused in
 * 6 min 12 s from Lagos, Nigeria, the 5th approved". Where the vendor saw it, too, the sentence says both.
 */
export function explainDerived(event: Explained): string {
  return `${said(event)}${seenByDuo(event)}`;
}

function said(event: Explained): string {
  const { kind, facts, outcome } = event;
  switch (kind) {
    case 'push_harassment':
      return explainHarassment(facts);
    case 'denied_then_approved':
      return explainGivenIn(facts);
    case 'push_spray':
      return `One source pushed ${targets(facts)},${origin(facts)}; this person ${ANSWERED[outcome]}`;
    case 'credential_stuffing':
      return `One source failed to sign in as ${targets(facts)},${origin(facts)}; as this person it ${GOT_IN[outcome]}`;
    case 'risky_device_registration':
      return explainRegistration(facts);
    default:
      return `${SIGNED_IN[outcome]}${particulars(event)}${application(event)}`;
  }
}

const SIGNED_IN: Readonly<Record<Outcome, string>> = {
  got_in: 'Signed in',
  refused: 'Tried to sign in',
  unknown: 'Tried to sign in, with unknown outcome,',
};

const ANSWERED: Readonly<Record<Outcome, string>> = {
  got_in: 'approved',
  refused: 'did not approve',
  unknown: 'answered in an unknown way',
};

const GOT_IN: Readonly<Record<Outcome, string>> = {
  got_in: 'got in',
  refused: 'was refused',
  unknown: 'ended in an unknown way',
};

/** What is strange about a sign-in, with where it came from. */
function particulars({ kind, facts }: Explained): string {
  const from = origin(facts);
  switch (kind) {
    case 'unfamiliar_sign_in':
      return explainUnfamiliar(facts);
    case 'country_code_mismatch':
      return `${from}, with the phone ${inCountry(text(facts, 'phoneCountry') ?? 'another country')}`;
    case 'device_distance':
      return `${from}, ${kilometres(facts)} from the phone in ${text(facts, 'phoneCity') ?? 'the same country'}`;
    case 'novel_asn':
      return `${from}, by ${provider(facts)}, which is new to the person and used by ${others(facts)}`;
    case 'new_country':
      return `${from}, a country new to the person`;
    case 'unusual_network':
      return `${from}, by ${text(facts, 'network') ?? 'a network'}, which is new to the person`;
    case 'unusual_device': {
      const client = text(facts, 'client');
      return `${from}, on a new device${client === null ? '' : ` (${client})`}`;
    }
    case 'unusual_factor':
      return facts.factor?.toLowerCase() === 'bypass_code'
        ? `${from}, with a bypass code, which somebody handed out`
        : `${from}, by ${factorOf(facts)}, new to the person`;
    case 'unusual_time':
      return `${from}, between ${hours(facts)} UTC, when ${share(facts)} of the person’s sign-ins happen`;
    case 'unrealistic_geovelocity':
      return `${from}, ${kilometres(facts)} from ${text(facts, 'from') ?? 'the place before'}, ${span(number(facts, 'spanMs'))} after being there`;
    default:
      return from;
  }
}

/** "3 pushes refused in 8 min from 197.210.64.12, Lagos, Nigeria, an unfamiliar source". */
function explainHarassment(facts: CandidateFacts): string {
  const pushes = `${count(number(facts, 'pushes'), 'push', 'pushes')} refused in ${span(number(facts, 'spanMs'))}`;
  if (is(facts, 'slow'))
    return `${pushes}, from ${count(number(facts, 'networks'), 'unfamiliar network', 'unfamiliar networks')}, last${origin(facts)}`;
  if (is(facts, 'retryLoop'))
    return `${pushes}${origin(facts)}, as regular as a clock: a client that retries by itself`;
  return `${pushes}${origin(facts)}${is(facts, 'unfamiliar') ? ', an unfamiliar source' : ', a source that the person uses'}`;
}

/** "4 pushes refused in 6 min 12 s from 197.210.64.12, Lagos, Nigeria, the 5th approved". */
function explainGivenIn(facts: CandidateFacts): string {
  const pushes = number(facts, 'pushes');
  const sprayed = is(facts, 'sprayed');
  if (pushes === 0)
    return `Signed in by ${factorOf(facts)}${origin(facts)}, a source that pushed many people`;
  const last =
    facts.factor?.toLowerCase().endsWith('push') === false
      ? `${factorOf(facts)} approved`
      : `the ${ordinal(pushes + 1)} approved`;
  const others = sprayed ? '; the source pushed many people' : '';
  return `${count(pushes, 'push', 'pushes')} refused in ${span(number(facts, 'spanMs'))}${origin(facts)}, ${last}${others}`;
}

/** "Signed in from 197.210.64.12, Lagos, Nigeria, on a new device, in a country new to the person, with the phone in Germany". */
function explainUnfamiliar(facts: CandidateFacts): string {
  const strange = [
    is(facts, 'deviceNew')
      ? 'on a new device'
      : is(facts, 'clientNew')
        ? 'on another system and browser'
        : null,
    is(facts, 'countryNew') ? 'in a country new to the person' : null,
    is(facts, 'factorNew') ? `by ${factorOf(facts)}, which is new to the person` : null,
    is(facts, 'phoneAway')
      ? `with the phone ${inCountry(text(facts, 'phoneCountry') ?? 'another country')}`
      : null,
  ].filter((part) => part !== null);
  const factor = is(facts, 'factorNew') ? '' : ` by ${factorOf(facts)}`;
  return `${factor}${[origin(facts), ...strange].join(', ')}`;
}

/** "A device was enrolled 1 h after push harassment, from 197.210.64.12, Lagos, Nigeria". */
function explainRegistration(facts: CandidateFacts): string {
  const after = text(facts, 'after');
  const by = facts.actor === null ? '' : ` by ${facts.actor}`;
  const from = `${by}${origin(facts) === '' ? '' : `,${origin(facts)}`}`;
  return after === null
    ? `A device was enrolled from an unfamiliar source${from}`
    : `A device was enrolled ${span(number(facts, 'spanMs'))} after ${after}${from}`;
}

function seenByDuo({ sources }: Explained): string {
  const vendors = sources.filter(({ place }) => place !== 'derived');
  return vendors.length === 0 ? '' : `; Duo saw it too${FORCE_WORDS[verdictOf(vendors)]}`;
}

function application({ kind, facts }: Explained): string {
  if (facts.application === null) return '';
  return kind === 'unusual_application'
    ? `, for ${facts.application}, which is new to the person`
    : `, for ${facts.application}`;
}

function targets(facts: CandidateFacts): string {
  const unknown = number(facts, 'unknownNames');
  const people = count(number(facts, 'people'), 'person', 'people');
  return unknown === 0 ? people : `${people} and ${count(unknown, 'unknown name', 'unknown names')}`;
}

function provider(facts: CandidateFacts): string {
  const holder = text(facts, 'holder');
  const asn = text(facts, 'asn') ?? 'a provider';
  return holder === null ? asn : `${holder} (${asn})`;
}

function others(facts: CandidateFacts): string {
  const found = number(facts, 'others');
  return found === 0 ? 'nobody else' : count(found, 'other', 'others');
}

function hours(facts: CandidateFacts): string {
  const hour = number(facts, 'hour');
  return `${clock(hour)} and ${clock((hour + 1) % 24)}`;
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

function share(facts: CandidateFacts): string {
  const found = number(facts, 'share');
  return found === 0 ? 'none' : `${(found * 100).toFixed(1)} %`;
}

function factorOf({ factor }: CandidateFacts): string {
  return factor === null ? 'sign-in' : (FACTOR_WORDS[factor.toLowerCase()] ?? spaced(factor));
}

function kilometres(facts: CandidateFacts): string {
  return `${number(facts, 'km').toLocaleString('en')} km`;
}

/** "6 min 12 s": the two largest units of a span in ms, without those that are 0. */
export function span(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([many]) => many > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([many]) => many > 0)
    .map(([many, unit]) => `${many} ${unit}`)
    .join(' ');
}

/** "5th", "21st", "12th". */
export function ordinal(count: number): string {
  const ending =
    count % 100 >= 11 && count % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
}

function count(many: number, one: string, more: string): string {
  return `${many.toLocaleString('en')} ${many === 1 ? one : more}`;
}

function number({ measured }: CandidateFacts, name: string): number {
  const value = measured?.[name];
  return typeof value === 'number' ? value : 0;
}

function text({ measured }: CandidateFacts, name: string): string | null {
  const value = measured?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function is({ measured }: CandidateFacts, name: string): boolean {
  return measured?.[name] === true;
}
