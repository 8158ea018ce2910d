import { addressIn } from '../organisation/make-organisation';
import type { Application, Person } from '../organisation/organisation';
import { zoneOffsetMinutes } from '../organisation/places';
import type { Act } from '../records/act';
import { act, aPhone, byPerson } from '../records/actors';
import type { Entry } from '../records/log';
import type { SignIn } from '../records/sign-in';
import { offlineEnrollment } from '../records/write-offline';
import {
  attempt,
  companions,
  exposedApplication,
  foreignSource,
  moment,
  usualSource,
  type Campaign,
  type Scene,
  type Source,
} from './campaign';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * An attack of which the records alone tell: Duo's engine recognises nothing, as on Essentials. It raises its kind against
 * anybody who has signed in for a month, and whom it `suits`.
 */
export interface QuietCampaign {
  readonly campaign: Campaign;
  /** What the other logs have of it. */
  readonly elsewhere?: (
    scene: Scene,
    last: SignIn,
  ) => { readonly acts?: readonly Act[]; readonly offline?: Entry };
  /** Whom it can be staged against; everybody where it is left out. */
  readonly suits?: { readonly person: (person: Person) => boolean; readonly because: string };
}

/** A source in another country, with a machine that keeps its key. */
function strangeSource(scene: Scene): Source {
  const source = foreignSource(scene);
  return { ...source, computer: { ...source.computer, epkey: scene.random.key('EP') } };
}

const signIn = (
  scene: Scene,
  source: Source,
  ms: number,
  changes: { readonly factor?: string; readonly application?: Application } = {},
): SignIn => {
  const { factor = 'duo_push', application = exposedApplication(scene) } = changes;
  return attempt(scene, scene.target, source, ms, {
    application,
    factor,
    result: 'success',
    reason: factor === 'duo_push' ? 'user_approved' : 'valid_passcode',
    phoneAnswers: factor === 'duo_push',
  });
};

const refused = (
  scene: Scene,
  source: Source,
  ms: number,
  application: Application,
  person = scene.target,
): SignIn =>
  attempt(scene, person, source, ms, {
    application,
    factor: 'duo_push',
    result: 'denied',
    reason: 'no_response',
  });

/** Pushes from one source, a little more than a minute apart, never quite evenly. */
function pushes(scene: Scene, source: Source, count: number): SignIn[] {
  const application = exposedApplication(scene);
  return Array.from({ length: count }, (_, step) =>
    refused(scene, source, moment(scene, step * 65 + scene.random.int(30), step * 0.7), application),
  );
}

/** One sign-in from a source unlike any of the person's, with `factor`. */
const once =
  (
    factor: (person: Person) => string,
    application?: (scene: Scene) => Application,
  ): QuietCampaign['campaign'] =>
  (scene) => [
    signIn(scene, strangeSource(scene), moment(scene, 0, 0), {
      factor: factor(scene.target),
      ...(application === undefined ? {} : { application: application(scene) }),
    }),
  ];

/** A code that was read out to somebody: the quiet takeover. */
const takeover = once(() => 'duo_mobile_passcode');

/** A push that the person approved, not knowing whose it was. */
const approvedAbroad = once(() => 'duo_push');

/** A factor that the person never uses: their number was moved to another phone. */
const movedNumber = once(({ factor }) => (factor === 'sms_passcode' ? 'phone_call' : 'sms_passcode'));

const FORGOTTEN = 'Payroll archive';
/** An application that nobody here has opened for months. */
const forgottenApplication = once(
  () => 'duo_push',
  ({ random }) => ({ key: random.key('DI'), name: FORGOTTEN, surface: 'browser' }),
);

const refusedBombing: Campaign = (scene) => pushes(scene, strangeSource(scene), 6);

const bombingGivenIn: Campaign = (scene) => {
  const source = strangeSource(scene);
  return [...pushes(scene, source, 4), signIn(scene, source, moment(scene, 330, 3.2))];
};

/** Four pushes in a day and a half, from two networks in turn, at any pace: patience is what it consists of. */
const slowBombing: Campaign = (scene) => {
  const sources = [strangeSource(scene), strangeSource(scene)];
  const application = exposedApplication(scene);
  return [0, 1, 2, 3].flatMap((step) => {
    const source = sources[step % sources.length];
    return source ? [refused(scene, source, scene.start + step * 11 * HOUR_MS, application)] : [];
  });
};

/** No attack: the person's own mail program asks again and again, as regular as a clock. */
const retryLoop: Campaign = (scene) => {
  const application = exposedApplication(scene);
  return Array.from({ length: 7 }, (_, step) =>
    refused(scene, usualSource(scene.target), moment(scene, step * 60, step), application),
  );
};

const spray: Campaign = (scene) => {
  const source = strangeSource(scene);
  const application = exposedApplication(scene);
  return [scene.target, ...companions(scene, 5)].map((person, step) =>
    refused(scene, source, moment(scene, step * 50, step * 0.7), application, person),
  );
};

const GUESSED_NAMES = ['admin', 'info', 'sales', 'p.smith', 'm.jones', 'support', 'invoice', 'hr'];

/** Names from a list, nearly all of which Duo does not know; of those it knows, the code is wrong. */
const stuffing: Campaign = (scene) => {
  const source = strangeSource(scene);
  const application = exposedApplication(scene);
  const tried = (person: Person, step: number, reason: string, factor: string): SignIn =>
    attempt(scene, person, source, moment(scene, step * 12, step * 0.3), {
      ...{ application, factor, result: 'denied', reason, phoneAnswers: false },
    });
  const unknown = GUESSED_NAMES.map((username, step) => ({
    ...tried(scene.target, step, 'deny_unenrolled_user', 'not_available'),
    person: null,
    username,
  }));
  const known = [scene.target, ...companions(scene, 1)].map((person, step) =>
    tried(person, GUESSED_NAMES.length + step, 'invalid_passcode', 'duo_mobile_passcode'),
  );
  return [...unknown, ...known];
};

/** The phone is at home, the sign-in is not, and the person says no. */
const phoneElsewhere: Campaign = (scene) => [
  attempt(scene, scene.target, strangeSource(scene), moment(scene, 0, 0), {
    application: exposedApplication(scene),
    ...{ factor: 'duo_push', result: 'denied', reason: 'user_mistake' },
  }),
];

/** Countries with a city that is more than a thousand kilometres from each office. */
const WIDE_COUNTRIES: readonly string[] = ['US', 'IN', 'AU', 'BR'];

/** The same country, but the other end of it. */
const farCity: Campaign = (scene) => {
  const far = scene.target.office.place.farCity ?? scene.target.office.place;
  const source = { ...strangeSource(scene), ip: addressIn(far, scene.random), place: far };
  return [
    attempt(scene, scene.target, source, moment(scene, 0, 0), {
      application: exposedApplication(scene),
      ...{ factor: 'duo_push', result: 'denied', reason: 'user_mistake' },
    }),
  ];
};

/** At home, and five minutes later in another country. */
const impossibleTravel: Campaign = (scene) => {
  const { target } = scene;
  const atHome = signIn(scene, usualSource(target), moment(scene, 0, 0));
  const away = refused(scene, strangeSource(scene), moment(scene, 300, 2), exposedApplication(scene));
  return [atHome, away];
};

/** The next hour at which the person never works: in the middle of the fifteen that are not theirs. */
const oddHour: Campaign = (scene) => {
  const { office, startHour } = scene.target;
  const zone = zoneOffsetMinutes(office.place.zone, Math.floor(scene.start / DAY_MS));
  const hour = startHour + 16.5 - zone / 60;
  const sinceMidnight = scene.start % DAY_MS;
  const wait = (((hour * HOUR_MS - sinceMidnight) % DAY_MS) + DAY_MS) % DAY_MS;
  return [signIn(scene, strangeSource(scene), scene.start + wait)];
};

/** In the self-service portal, at the attacker's machine, a phone of the attacker's own; no sign-in tells of it. */
function registerPhone(
  scene: Scene,
  { micros, ip, location, computer }: SignIn,
): { readonly acts: readonly Act[] } {
  const from = ip !== null && location ? { ip, place: location, computer } : null;
  const deed = { actor: byPerson(scene.target), from, target: aPhone(scene.target) };
  return { acts: [act(scene.random, micros + 900_000, 'phone_create', deed, null)] };
}

/** Every quiet campaign, by the name that the control endpoint takes. */
export const QUIET_CAMPAIGNS = {
  QUIET_TAKEOVER: { campaign: takeover },
  QUIET_BOMBING_REFUSED: { campaign: refusedBombing },
  QUIET_BOMBING_GIVEN_IN: { campaign: bombingGivenIn },
  QUIET_SLOW_BOMBING: { campaign: slowBombing },
  QUIET_RETRY_LOOP: { campaign: retryLoop },
  QUIET_SPRAY: { campaign: spray },
  QUIET_STUFFING: { campaign: stuffing },
  QUIET_PHONE_ELSEWHERE: { campaign: phoneElsewhere },
  QUIET_FAR_CITY: {
    campaign: farCity,
    suits: {
      person: ({ office }) => WIDE_COUNTRIES.includes(office.place.code),
      because: 'their country is too small for two devices to be far apart in it',
    },
  },
  QUIET_NEW_PHONE: { campaign: bombingGivenIn, elsewhere: registerPhone },
  QUIET_OFFLINE_ENROLMENT: {
    campaign: takeover,
    elsewhere: (_scene, last) => ({ offline: offlineEnrollment(last, 'o2fa_user_provisioned') }),
  },
  QUIET_TRAVEL: { campaign: impossibleTravel },
  QUIET_APPROVED_ABROAD: { campaign: approvedAbroad },
  QUIET_MOVED_NUMBER: { campaign: movedNumber },
  QUIET_FORGOTTEN_APPLICATION: { campaign: forgottenApplication },
  QUIET_ODD_HOUR: { campaign: oddHour },
} as const satisfies Record<string, QuietCampaign>;

export type QuietKind = keyof typeof QUIET_CAMPAIGNS;

export function isQuietKind(text: string): text is QuietKind {
  return Object.hasOwn(QUIET_CAMPAIGNS, text);
}

export const QUIET_KINDS: readonly QuietKind[] = Object.keys(QUIET_CAMPAIGNS).filter(isQuietKind);

/** The campaign of a name, with whom it suits. */
export function quietCampaign(kind: QuietKind): QuietCampaign {
  return QUIET_CAMPAIGNS[kind];
}
