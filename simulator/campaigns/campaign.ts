import { addressIn } from '../organisation/make-organisation';
import { makeAttackerComputer } from '../organisation/devices';
import type { Application, Computer, Organisation, Person } from '../organisation/organisation';
import { ATTACKER_PLACES, type Place } from '../organisation/places';
import type { SignIn, Verdict } from '../records/sign-in';
import type { Random } from '../random';

/** An address, a place and a machine that an attacker works from. */
export interface Source {
  readonly ip: string;
  readonly place: Place;
  readonly computer: Computer;
}

/** One attack about to be staged. */
export interface Scene {
  readonly organisation: Organisation;
  readonly random: Random;
  readonly target: Person;
  /** Start, in milliseconds. */
  readonly start: number;
  /** 'history' takes minutes as real attacks do; 'live' takes seconds, so that somebody watching sees the end. */
  readonly pace: 'history' | 'live';
}

/** A campaign writes the sign-ins of one attack, in the order they happen. */
export type Campaign = (scene: Scene) => SignIn[];

const QUIET_VERDICT: Verdict = {
  detectors: [],
  place: 'both',
  trustLevel: 'NORMAL',
  policyEnabled: true,
  preview: false,
  shadow: false,
  suppressed: null,
  occurrences: 1,
  countryAccess: null,
  countryAuth: null,
  velocity: null,
};

/** A verdict that Duo enforced: trust is LOW and the policy on, unless `changes` says otherwise. */
export function verdictOf(detectors: readonly string[], changes: Partial<Verdict> = {}): Verdict {
  return { ...QUIET_VERDICT, detectors, trustLevel: 'LOW', ...changes };
}

/** Instant of a step, in milliseconds: so many seconds after the start in history, so many when live. */
export function moment(scene: Scene, historySeconds: number, liveSeconds: number): number {
  return scene.start + Math.round((scene.pace === 'history' ? historySeconds : liveSeconds) * 1000);
}

/** A source in another country than the person's. */
export function foreignSource({ random, target }: Scene): Source {
  const place = random.pick(ATTACKER_PLACES.filter(({ code }) => code !== target.office.place.code));
  return { ip: addressIn(place, random), place, computer: makeAttackerComputer(random) };
}

/** The source somebody uses every day: at home, with their own computer. */
export function usualSource(person: Person): Source {
  return { ip: person.homeIp, place: person.office.place, computer: person.computer };
}

/** One of the applications that can be reached from the internet by a browser. */
export function exposedApplication({ organisation, random }: Scene): Application {
  return random.pick(organisation.applications.filter(({ surface }) => surface === 'browser').slice(0, 5));
}

type Outcome = Pick<SignIn, 'factor' | 'result' | 'reason'> & {
  readonly application: Application;
  readonly verdict?: Verdict;
  /** Whether the person's phone took part and told where it is; it does so when somebody touches it. */
  readonly phoneAnswers?: boolean;
};

/** One attempt on a person from a source; the person's phone is where the person lives. */
export function attempt(scene: Scene, person: Person, source: Source, ms: number, outcome: Outcome): SignIn {
  const { phoneAnswers = outcome.reason !== 'no_response', verdict = null, ...rest } = outcome;
  return {
    ...rest,
    micros: ms * 1000 + scene.random.int(1000),
    txid: scene.random.uuid(),
    person,
    username: person.username,
    computer: source.computer,
    ip: source.ip,
    location: source.place,
    eventType: 'authentication',
    phone: phoneAnswers ? { ip: person.authenticator.carrierIp, location: person.office.place } : null,
    verdict,
  };
}

/** Other people that are attacked together with the target: only from the few who are attacked at all. */
export function companions({ organisation, random, target }: Scene, wanted: number): Person[] {
  return random.shuffle(organisation.targets.filter((person) => person !== target)).slice(0, wanted);
}
