import { transactionAnchor } from '@/domain/detection/anchors';
import type { Candidate } from '@/domain/detection/candidate';
import { mergeCandidates } from '@/domain/detection/merge-candidates';
import { EVENT_CATALOGUE, type EventKind } from '@/domain/event-catalogue';
import { countryCodeMismatch } from './country-code-mismatch';
import { detectGivenIn } from './denied-then-approved';
import type { SourceKind } from './detect-source';
import { derived, type Finding, type RuleContext, type SightingRule } from './derive';
import { settingsAt, type SettingsHistory } from './detector-settings';
import { deviceDistance } from './device-distance';
import { Habits } from './habits';
import { daysBeyondBaseline } from './look-back';
import { newCountry } from './new-country';
import { novelAsn } from './novel-asn';
import { burstsOf, detectPushHarassment } from './push-harassment';
import { type Attack, detectRiskyRegistration, REGISTRATION_DAYS } from './risky-device-registration';
import {
  classify,
  DEVICE_STABILITY_MS,
  type PersonSignal,
  type Sighting,
  type Surroundings,
} from './sighting';
import { DAY_MS, dayOf, isRefusedPush } from './terms';
import { unfamiliarSignIn } from './unfamiliar-sign-in';
import { unrealisticGeovelocity } from './unrealistic-geovelocity';
import { unusualApplication } from './unusual-application';
import { unusualDevice } from './unusual-device';
import { unusualFactor } from './unusual-factor';
import { unusualNetwork } from './unusual-network';
import { unusualTime } from './unusual-time';

/** The detectors of single sign-ins. */
export const SIGHTING_RULES: readonly SightingRule[] = [
  unfamiliarSignIn,
  countryCodeMismatch,
  deviceDistance,
  novelAsn,
  newCountry,
  unusualNetwork,
  unusualDevice,
  unusualFactor,
  unusualApplication,
  unusualTime,
  unrealisticGeovelocity,
];

/** Kinds that `detectPerson` raises. */
export const PERSON_KINDS: readonly EventKind[] = [
  ...SIGHTING_RULES.map(({ kind }) => kind),
  'push_harassment',
  'denied_then_approved',
  'risky_device_registration',
  'push_spray',
  'credential_stuffing',
];

/** The part of an attack on many people that concerns one person. */
export interface Targeted {
  readonly kind: SourceKind;
  readonly people: number;
  readonly unknownNames: number;
  readonly signalKeys: ReadonlySet<string>;
}

export interface PersonHistory {
  readonly personId: string;
  /** Authentications of the person, and registrations of devices that other logs tell of, in any order. */
  readonly signals: readonly PersonSignal[];
  /** Habits of the days before `learnFrom`. Not changed. */
  readonly habits: Habits;
  /** First UTC day whose successes are not in `habits` yet. */
  readonly learnFrom: number;
  /** Keys of signals that stand behind open or confirmed events that are not derived here: they never become habits. */
  readonly explained: ReadonlySet<string>;
  /** Whether an event has been dismissed: what stands behind it is a habit after all. */
  readonly isDismissed: (candidate: Pick<Candidate, 'kind' | 'anchor'>) => boolean;
  /** Reports, bypasses and the like, by other means than here, for what an enrolment follows upon. */
  readonly attacks: readonly Attack[];
  /** What networks did to many people, as far as this person is one of them. */
  readonly targeted: readonly Targeted[];
  readonly surroundings: Surroundings;
  readonly settings: SettingsHistory;
}

export interface PersonFindings {
  readonly candidates: readonly Candidate[];
  /** Habits with every day learnt that no sign-in so far can be tested against twice: up to two before the last. */
  readonly habits: Habits;
  /** First UTC day that `habits` does not hold. */
  readonly learnFrom: number;
  /** Each authentication beside what was known of the person then, by signal key. */
  readonly sightings: ReadonlyMap<string, Sighting>;
}

/**
 * Everything derived from one person's own authentications. The sign-ins are gone through once, oldest first; before those
 * of a day, the day before yesterday is learnt, without what stands behind an event. So the period under test is never
 * part of its own baseline, and the result depends on what the records are, not on how they came.
 */
export function detectPerson(history: PersonHistory): PersonFindings {
  const { signals, surroundings, settings } = history;
  const pass = new Pass(history);
  for (const signal of [...signals].sort(byTime)) pass.take(signal);
  const live = pass.sightings.filter((sighting) => !sighting.signal.isHistory);
  const bursts = detectPushHarassment(live, surroundings, settings);
  const targeted = history.targeted.flatMap((attack) => targetedCandidate(attack, live));
  return {
    candidates: mergeCandidates([...pass.candidates(), ...bursts, ...targeted].filter(isOn(settings))),
    ...pass.learnt(),
    sightings: new Map(
      [...pass.sightings, ...pass.registrations].map((sighting) => [sighting.signal.signalKey, sighting]),
    ),
  };
}

/** Whether the detector of a candidate was on when it happened. */
function isOn(settings: SettingsHistory): (candidate: Candidate) => boolean {
  return ({ kind, occurredAt }) => !settingsAt(settings, occurredAt).off.includes(kind);
}

/** An attack on many people is one event for each of them, at the first try on them. */
function targetedCandidate(attack: Targeted, sightings: readonly Sighting[]): Candidate[] {
  const [first, ...rest] = sightings.filter(({ signal }) => attack.signalKeys.has(signal.signalKey));
  if (first === undefined) return [];
  const measured = { people: attack.people, unknownNames: attack.unknownNames };
  return [derived(attack.kind, [first, ...rest], { confidence: 0.9, measured })];
}

/** Whether the event that an attack on many people is for this one was dismissed: it is anchored at the first try on them. */
function isDismissedAttack({ kind, signalKeys }: Targeted, { signals, isDismissed }: PersonHistory): boolean {
  const [first] = signals
    .filter(({ signalKey, isHistory }) => signalKeys.has(signalKey) && !isHistory)
    .sort(byTime);
  if (first === undefined) return false;
  const { integrationId, record, signalKey } = first;
  return isDismissed({ kind, anchor: transactionAnchor(integrationId, record.txid, signalKey) });
}

/** Equal instants come in the order of their keys, so that late arrival changes nothing. */
function byTime(a: PersonSignal, b: PersonSignal): number {
  return a.record.occurredAt - b.record.occurredAt || (a.signalKey < b.signalKey ? -1 : 1);
}

interface Bucket {
  readonly kind: EventKind;
  readonly finding: Omit<Finding, 'subject'>;
  readonly sightings: [Sighting, ...Sighting[]];
  readonly members: Set<Sighting>;
  readonly anchoredAt: Sighting;
  /** Whether it counts: nobody dismissed it, and its detector is on. */
  readonly counts: boolean;
}

class Pass {
  readonly sightings: Sighting[] = [];
  readonly registrations: Sighting[] = [];
  readonly #history: PersonHistory;
  readonly #habits: Habits;
  #learnFrom: number;
  #learntTo = 0;
  readonly #buckets = new Map<string, Bucket>();
  readonly #explained: Set<string>;
  /** The sightings of the 14 days before the one that is taken. */
  readonly #recent: Sighting[] = [];
  #registered: { readonly at: number; readonly week: number } | null = null;

  constructor(history: PersonHistory) {
    this.#history = history;
    this.#habits = Habits.fromText(history.habits.toText());
    this.#learnFrom = history.learnFrom;
    this.#explained = new Set([
      ...history.explained,
      ...history.targeted.flatMap((attack) =>
        isDismissedAttack(attack, history) ? [] : [...attack.signalKeys],
      ),
    ]);
  }

  take(signal: PersonSignal): void {
    const { surroundings, settings, personId } = this.#history;
    const { thresholds } = settingsAt(settings, signal.record.occurredAt);
    const day = dayOf(signal.record.occurredAt);
    this.#learnUntil(day - 1);
    const before = this.#recentOf(signal.record.occurredAt);
    const baseline = this.#habits.baselineOf(day, thresholds);
    const sighting = classify(signal, baseline, before, surroundings, thresholds);
    const context: RuleContext = { before, personId, surroundings, thresholds };
    // What another log tells is no sign-in: it teaches nothing, and is no sign-in before another.
    const isSignIn = signal.act === undefined;
    if (!signal.isHistory && isSignIn) this.#judge(sighting, context);
    if (!signal.isHistory) this.#judgeRegistration(sighting, context);
    if (!isSignIn) {
      this.registrations.push(sighting);
      return;
    }
    this.sightings.push(sighting);
    this.#recent.push(sighting);
  }

  candidates(): readonly Candidate[] {
    return [...this.#buckets.values()].map(candidateOfBucket);
  }

  learnt(): { habits: Habits; learnFrom: number } {
    return { habits: this.#habits, learnFrom: this.#learnFrom };
  }

  #judge(sighting: Sighting, context: RuleContext): void {
    for (const rule of SIGHTING_RULES) {
      const finding = rule.detect(sighting, context);
      if (finding === null) continue;
      const bucket = Math.floor(dayOf(sighting.at) / rule.bucketDays);
      this.#put(`${rule.kind} ${bucket} ${finding.subject}`, rule.kind, finding, [sighting], rule.gathers);
    }
    const given = detectGivenIn(sighting, context.before, context.surroundings, context.thresholds);
    if (given !== null) {
      const [first = sighting] = given.refusals;
      const burst = this.#burstOf(first);
      this.#put(
        `denied_then_approved ${burst.signal.signalKey}`,
        'denied_then_approved',
        given.finding,
        [...given.refusals, sighting],
        true,
      );
    }
  }

  #judgeRegistration(sighting: Sighting, { before, thresholds }: RuleContext): void {
    const isFirst = sighting.baseline.signIns === 0 && !before.some(({ success }) => success);
    const found = detectRiskyRegistration(sighting, isFirst, this.#attacks(sighting), thresholds);
    if (found === null) return;
    const last = this.#registered;
    const week =
      last !== null && sighting.at - last.at <= ONE_ACT_MS
        ? last.week
        : Math.floor(dayOf(sighting.at) / REGISTRATION_DAYS);
    this.#registered = { at: sighting.at, week };
    const kind = 'risky_device_registration';
    // The first of a week anchors it; what other logs tell of it, and further devices, are sources of it.
    this.#put(`${kind} ${week}`, kind, found, [sighting], true);
  }

  /** The first of a bucket makes the event and anchors it; later ones are sources of it where the rule gathers them. */
  #put(
    key: string,
    kind: EventKind,
    finding: Omit<Finding, 'subject'>,
    sightings: readonly Sighting[],
    gathers: boolean,
  ): void {
    const known = this.#buckets.get(key);
    const [first, ...rest] = sightings;
    const last = sightings.at(-1);
    if (known !== undefined) {
      if (!gathers) return;
      const fresh = sightings.filter((sighting) => !known.members.has(sighting));
      known.sightings.push(...fresh);
      for (const sighting of fresh) known.members.add(sighting);
      this.#explain(known, fresh);
    } else if (first !== undefined && last !== undefined) {
      const all: [Sighting, ...Sighting[]] = [first, ...rest];
      const candidate = derived(kind, all, finding, last);
      const counts = isOn(this.#history.settings)(candidate) && !this.#history.isDismissed(candidate);
      const bucket = { kind, finding, sightings: all, members: new Set(all), anchoredAt: last, counts };
      this.#buckets.set(key, bucket);
      this.#explain(bucket, all);
    }
  }

  /** What stands behind an event that nobody dismissed does not become a habit. */
  #explain({ counts }: Bucket, sightings: readonly Sighting[]): void {
    if (counts) for (const { signal } of sightings) this.#explained.add(signal.signalKey);
  }

  /** The first refusal of the burst that a refusal belongs to: approvals after one burst are one event. */
  #burstOf(refusal: Sighting): Sighting {
    const refused = this.sightings.filter(({ signal }) => isRefusedPush(signal.record));
    const burst = burstsOf(refused).find((sightings) => sightings.includes(refusal));
    return burst?.[0] ?? refusal;
  }

  #attacks({ at, signal }: Sighting): readonly Attack[] {
    if (signal.record.eventType !== 'enrollment') return [];
    const { surroundings, settings, attacks, isDismissed } = this.#history;
    const near = this.#recentOf(at);
    const found = [
      ...detectPushHarassment(near, surroundings, settings),
      ...this.candidates().filter(({ kind }) => FOLLOWED_UP.has(kind)),
    ].filter((candidate) => isOn(settings)(candidate) && !isDismissed(candidate));
    return [
      ...attacks,
      ...found.map(({ kind, occurredAt }) => ({
        what: EVENT_CATALOGUE[kind].label.toLowerCase(),
        at: occurredAt,
      })),
    ];
  }

  /** The same array each time, without what is too old by now: an instant is never before the last one asked for. */
  #recentOf(at: number): readonly Sighting[] {
    const first = this.#recent.findIndex((sighting) => sighting.at > at - DEVICE_STABILITY_MS);
    this.#recent.splice(0, first === -1 ? this.#recent.length : first);
    return this.#recent;
  }

  /** Learns the successes of the days before `until`, as far as they are not learnt yet. */
  #learnUntil(until: number): void {
    if (until <= this.#learnFrom) return;
    for (; this.#learntTo < this.sightings.length; this.#learntTo += 1) {
      const sighting = this.sightings[this.#learntTo];
      if (sighting === undefined || dayOf(sighting.at) >= until) break;
      const { signal, success } = sighting;
      if (!success || dayOf(sighting.at) < this.#learnFrom) continue;
      if (this.#explained.has(signal.signalKey)) continue;
      this.#habits.add(signal.record, this.#history.surroundings.geography);
    }
    this.#learnFrom = until;
    this.#habits.keepDays(firstKeptDay(until, this.#history.settings), Infinity);
  }
}

/** First UTC day that habits hold which are learnt up to a day, whatever is older. */
export function firstKeptDay(learnFrom: number, settings: SettingsHistory): number {
  const { baselineDays } = settingsAt(settings, learnFrom * DAY_MS).thresholds;
  return learnFrom - 1 - baselineDays - daysBeyondBaseline(settings);
}

/** Records of several logs that tell of one act lie at most so far apart, in ms. */
const ONE_ACT_MS = 120_000;

/** Kinds after which an enrolment is suspicious. */
const FOLLOWED_UP: ReadonlySet<EventKind> = new Set(['denied_then_approved', 'unfamiliar_sign_in']);

function candidateOfBucket({ kind, finding, sightings, anchoredAt }: Bucket): Candidate {
  return derived(kind, sightings, finding, anchoredAt);
}
