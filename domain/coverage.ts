import { LEAK_RULES } from '@/domain/detection/leaked-password';
import { REPORTABLE_KINDS } from '@/domain/detection/reported-event';
import { EVENT_KINDS, type EventKind } from '@/domain/event-catalogue';

/**
 * What in the records of a source can raise a kind, in this version of Parapet:
 * `vendor_detector` Duo's risk-based detectors, written into its sign-ins; `trust_assessment` Duo's assessment of how far
 * a sign-in can be trusted; `fraud_report` the person's own mark on a push; `lockout` a sign-in refused because the person
 * is locked out; `reported` an event that another system reports of itself; `denial` a refusal for a reason that is a
 * threat in itself; `trust_monitor` what Duo's Trust Monitor surfaces; `bypass_log` and `system_log` acts in the activity
 * and administrator logs; `leak_record` a record of these logs that says that a password leaked. The others are derived
 * from sign-ins, in every edition: `derived_habit` against what a person usually does, `derived_pushes` from refused
 * pushes, `derived_source` from what one network does to many, `derived_place` with the places of cities,
 * `derived_provider` with an address-to-ASN file, `derived_enrolment` from an enrolment after an attack.
 */
export type KindSource =
  | 'vendor_detector'
  | 'trust_assessment'
  | 'fraud_report'
  | 'lockout'
  | 'reported'
  | 'denial'
  | 'trust_monitor'
  | 'bypass_log'
  | 'system_log'
  | 'leak_record'
  | 'derived_habit'
  | 'derived_pushes'
  | 'derived_source'
  | 'derived_place'
  | 'derived_provider'
  | 'derived_enrolment';

const DETECTOR: readonly KindSource[] = ['vendor_detector'];
const TRUST_MONITOR: readonly KindSource[] = ['trust_monitor'];
const HABIT_OR_TRUST_MONITOR: readonly KindSource[] = ['derived_habit', ...TRUST_MONITOR];

/** The streams by which a source comes, one of which is enough; none is named where it is the connector's first. */
const STREAMS: Partial<Readonly<Record<KindSource, readonly string[]>>> = {
  trust_monitor: ['trust_monitor'],
  bypass_log: ['activity', 'administrator'],
  system_log: ['activity', 'administrator'],
  leak_record: ['activity', 'administrator'],
};

/** By kind, what raises it from Duo today. A kind that is not here is in the catalogue and raised by nothing yet. */
const DUO_SOURCES: Partial<Readonly<Record<EventKind, readonly KindSource[]>>> = {
  country_code_mismatch: ['derived_habit', ...DETECTOR],
  credential_stuffing: ['derived_source', ...DETECTOR],
  device_distance: ['derived_place', ...DETECTOR],
  novel_asn: ['derived_provider', ...DETECTOR],
  push_harassment: ['derived_pushes', ...DETECTOR],
  push_spray: ['derived_source', ...DETECTOR],
  tampered_cookie: DETECTOR,
  denied_then_approved: ['derived_pushes'],
  unfamiliar_sign_in: ['derived_habit'],
  unrealistic_geovelocity: ['derived_place', ...DETECTOR, ...TRUST_MONITOR],
  other_duo_detection: [...DETECTOR, ...TRUST_MONITOR],
  user_marked_fraud: ['fraud_report', ...DETECTOR, ...TRUST_MONITOR],
  risk_policy_triggered: ['trust_assessment'],
  user_risk_changed: ['lockout', 'trust_assessment'],
  unusual_device: HABIT_OR_TRUST_MONITOR,
  unusual_factor: HABIT_OR_TRUST_MONITOR,
  new_country: HABIT_OR_TRUST_MONITOR,
  unusual_network: HABIT_OR_TRUST_MONITOR,
  unusual_application: HABIT_OR_TRUST_MONITOR,
  unusual_time: HABIT_OR_TRUST_MONITOR,
  risky_device_registration: ['derived_enrolment', ...TRUST_MONITOR],
  bypass_enabled: ['bypass_log', 'trust_monitor'],
  security_threat_detected: ['denial', 'trust_monitor'],
  leaked_password: ['leak_record'],
  high_risk_system_event: ['system_log'],
};

/** What can raise a kind from a source of this connector; empty where nothing does. */
export function sourcesOfKind(
  connector: { readonly id: string; readonly delivery: 'polled' | 'inbound' },
  kind: EventKind,
): readonly KindSource[] {
  if (connector.delivery === 'inbound') return REPORTABLE_KINDS.includes(kind) ? ['reported'] : [];
  return connector.id === 'cisco-duo' ? (DUO_SOURCES[kind] ?? []) : [];
}

export type StreamStanding = 'works' | 'off' | 'refused' | 'failing' | 'never_read';

/** What is known of a feed when it is asked what can fire. */
export interface CoverageFacts {
  readonly connector: { readonly id: string; readonly delivery: 'polled' | 'inbound' };
  /** The stream that sign-ins, or reports, come by: whether it works, and if not, what is in the way. */
  readonly stream: StreamStanding;
  /** The same of the other streams, by id. */
  readonly otherStreams: Readonly<Record<string, StreamStanding>>;
  /** As the vendor names it; null while unknown. */
  readonly edition: string | null;
  /** Sign-ins of the last days, and how many carried an assessment of trust. */
  readonly signIns: number;
  readonly assessed: number;
  /** People seen lately, and how many of them for long enough that habits may be known. */
  readonly people: number;
  readonly learntPeople: number;
  /** People and networks that detectors do not look at for the time being, because it failed again and again. */
  readonly setAside: number;
  /** Whether an address-to-ASN file is configured. */
  readonly knowsProviders: boolean;
}

/** `can`: it fires when it happens. `cannot`: it does not, for the reason. `unsure`: the data does not tell. */
export type KindStanding = 'can' | 'cannot' | 'unsure';

export interface KindCoverage {
  readonly kind: EventKind;
  readonly standing: KindStanding;
  /** One sentence. */
  readonly why: string;
}

const REGISTERING = [
  ['activity', 'activity'],
  ['administrator', 'administrator'],
  ['offline_enrollment', 'offline enrolment'],
] as const;

const STREAM_WHY: Readonly<Record<Exclude<StreamStanding, 'works'>, string>> = {
  off: 'The stream that it is read from is switched off.',
  refused: 'The vendor does not let this integration read the stream that it comes by.',
  failing: 'The stream that it comes by fails at present; it can again once that is mended.',
  never_read: 'Nothing has been read of the stream that it comes by yet.',
};

/** Every kind of the catalogue: whether it can fire from this feed, and why, or why not. */
export function coverageOf(facts: CoverageFacts): readonly KindCoverage[] {
  return EVENT_KINDS.map((kind) => ({ kind, ...standingOf(kind, facts) }));
}

function standingOf(kind: EventKind, facts: CoverageFacts): Omit<KindCoverage, 'kind'> {
  const sources = sourcesOfKind(facts.connector, kind);
  if (sources.length === 0)
    return { standing: 'cannot', why: 'This version of Parapet does not recognise it in these records.' };
  const found = sources.map((source) => {
    const stream = streamOf(source, facts);
    return stream === 'works'
      ? bySource(source, facts)
      : ({ standing: 'cannot', why: STREAM_WHY[stream] } as const);
  });
  const ways = found.filter(({ standing }) => standing === 'can').map(({ why }) => why);
  if (ways.length > 0) return { standing: 'can', why: ways.join(' ') };
  return found.find(({ standing }) => standing === 'unsure') ?? found[0] ?? { standing: 'cannot', why: '' };
}

/** How the stream stands by which a source comes: of several the best. */
function streamOf(source: KindSource, { stream, otherStreams }: CoverageFacts): StreamStanding {
  const ways = STREAMS[source];
  if (ways === undefined) return stream;
  const standings = ways.map((way) => otherStreams[way] ?? 'off');
  return standings.find((standing) => standing === 'works') ?? standings[0] ?? 'off';
}

function bySource(source: KindSource, facts: CoverageFacts): Omit<KindCoverage, 'kind'> {
  switch (source) {
    case 'reported':
      return { standing: 'can', why: 'Raised when the sender reports it.' };
    case 'fraud_report':
      return { standing: 'can', why: 'Raised when a person marks a push as fraud, in every edition.' };
    case 'lockout':
      return {
        standing: 'can',
        why:
          facts.assessed > 0
            ? 'Raised by a lock-out, and by a fall of Duo’s trust between two sign-ins.'
            : 'Raised by a lock-out. Falls of Duo’s trust are not seen, because no sign-in carries an assessment.',
      };
    case 'denial':
      return { standing: 'can', why: 'Raised when Duo refuses a sign-in as a threat, in every edition.' };
    case 'trust_monitor':
      return { standing: 'can', why: 'Raised by Duo’s Trust Monitor, for as long as Duo offers it.' };
    case 'bypass_log':
      return { standing: 'can', why: 'Raised by the activity and administrator logs, in every edition.' };
    case 'system_log':
      return {
        standing: 'can',
        why: 'Raised by the activity and administrator logs, for the whole account.',
      };
    case 'leak_record':
      return LEAK_RULES.length > 0
        ? { standing: 'can', why: 'Raised by records of the activity and administrator logs that say so.' }
        : {
            standing: 'cannot',
            why: 'Duo documents no record that reports a leaked password. Send such reports through a webhook.',
          };
    case 'vendor_detector':
    case 'trust_assessment':
      return byAssessment(source, facts);
    case 'derived_habit':
      return {
        standing: 'can',
        why: `Derived from sign-ins, against what each person usually does${learning(facts)}.`,
      };
    case 'derived_pushes':
      return { standing: 'can', why: 'Derived from pushes that were refused or left unanswered.' };
    case 'derived_source':
      return {
        standing: 'can',
        why: 'Derived from tries that reach Duo, which is usually after a right password.',
      };
    case 'derived_place':
      return {
        standing: 'can',
        why: `Derived from the places of sign-ins that can be placed${learning(facts)}.`,
      };
    case 'derived_provider':
      return facts.knowsProviders
        ? { standing: 'can', why: `Derived from the provider of each address${learning(facts)}.` }
        : { standing: 'cannot', why: 'To derive it, name an address-to-ASN file in the setting ASN_FILE.' };
    case 'derived_enrolment':
      return {
        standing: 'can',
        why: `Derived from registrations soon after an attack, as ${registering(facts)}.`,
      };
  }
}

/** The logs that tell of registrations, of those that are read. */
function registering({ otherStreams }: CoverageFacts): string {
  const logs = REGISTERING.filter(([stream]) => otherStreams[stream] === 'works').map(([, name]) => name);
  return logs.length === 0
    ? 'the sign-ins tell them; the activity log, that of administrators and that of offline enrolments would tell more'
    : `the sign-ins and the ${logs.join(', ')} log${logs.length === 1 ? '' : 's'} tell them`;
}

/**
 * How many people's habits are known: nothing is unusual of somebody who is still being learnt. And whether detectors
 * look at everybody.
 */
function learning({ people, learntPeople, setAside }: CoverageFacts): string {
  const aside =
    setAside === 0
      ? ''
      : `; ${setAside} ${setAside === 1 ? 'person or network is' : 'people or networks are'} set aside for a day, because looking at them failed again and again`;
  if (people === 0 || learntPeople >= people) return aside;
  if (learntPeople === 0) return `; it is learning, and nobody is known well enough yet${aside}`;
  return `; it is learning, and ${learntPeople} of ${people} people have been seen for long enough${aside}`;
}

function byAssessment(
  source: 'vendor_detector' | 'trust_assessment',
  { edition, signIns, assessed }: CoverageFacts,
): Omit<KindCoverage, 'kind'> {
  const raised =
    source === 'vendor_detector' ? 'Raised by Duo’s own detector.' : 'Raised where Duo’s risk policy acts.';
  if (assessed > 0) return { standing: 'can', why: raised };
  if (edition !== null && !/advantage|premier|access|beyond/i.test(edition))
    return {
      standing: 'cannot',
      why: `Needs Duo’s risk-based authentication; the edition ${edition} does not have it.`,
    };
  return {
    standing: 'unsure',
    why:
      signIns === 0
        ? 'Needs Duo’s risk-based authentication; no sign-in has been read lately to tell whether it is on.'
        : 'Needs Duo’s risk-based authentication; none of the latest sign-ins carries its assessment, so it may be off.',
  };
}
