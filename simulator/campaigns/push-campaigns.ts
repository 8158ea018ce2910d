import {
  attempt,
  companions,
  exposedApplication,
  foreignSource,
  moment,
  verdictOf,
  type Campaign,
  type Scene,
  type Source,
} from './campaign';
import type { Person } from '../organisation/organisation';
import type { SignIn } from '../records/sign-in';

/** Refused pushes on the target from one source; `verdictFrom` is the first one that carries the verdict. */
function refusedPushes(
  scene: Scene,
  source: Source,
  count: number,
  verdictFrom: number,
  shadow = false,
): SignIn[] {
  const application = exposedApplication(scene);
  return Array.from({ length: count }, (_, index) => {
    const reason = index > 0 && scene.random.chance(0.4) ? 'user_mistake' : 'no_response';
    const ms = moment(scene, index * 65 + scene.random.int(30), index * 0.9);
    const push = { application, factor: 'duo_push', result: 'denied', reason } as const;
    if (index < verdictFrom) return attempt(scene, scene.target, source, ms, push);
    const verdict = verdictOf(['PUSH_HARASSMENT'], {
      occurrences: index + 1,
      countryAccess: source.place.code,
      countryAuth: scene.target.office.place.code,
      ...(shadow ? { shadow: true, trustLevel: 'NORMAL', place: 'attacks' } : {}),
    });
    return attempt(scene, scene.target, source, ms, { ...push, verdict });
  });
}

function markedFraud(scene: Scene, source: Source, ms: number): SignIn {
  return attempt(scene, scene.target, source, ms, {
    application: exposedApplication(scene),
    factor: 'duo_push',
    result: 'fraud',
    reason: 'user_marked_fraud',
    verdict: verdictOf(['USER_MARKED_FRAUD']),
  });
}

/** Two pushes that nobody asked for; the person reports the next. */
export const userMarkedFraud: Campaign = (scene) => {
  const source = foreignSource(scene);
  return [...refusedPushes(scene, source, 2, 9), markedFraud(scene, source, moment(scene, 190, 2))];
};

/** Six pushes in a row; Duo recognises the pattern from the fourth. Sometimes the person reports the last. */
export const pushHarassment: Campaign = (scene) => {
  const source = foreignSource(scene);
  const pushes = refusedPushes(scene, source, 6, 3);
  return scene.random.chance(0.3) ? [...pushes, markedFraud(scene, source, moment(scene, 460, 5.4))] : pushes;
};

/** The strongest shape: refused, refused, refused, and then approved. */
export const deniedThenApproved: Campaign = (scene) => {
  const source = foreignSource(scene);
  return [
    ...refusedPushes(scene, source, 4, 3),
    attempt(scene, scene.target, source, moment(scene, 330, 3.8), {
      application: exposedApplication(scene),
      factor: 'duo_push',
      result: 'success',
      reason: 'user_approved',
      verdict: verdictOf(['COUNTRY_CODE_MISMATCH'], {
        place: 'assessment',
        countryAccess: source.place.code,
        countryAuth: scene.target.office.place.code,
      }),
    }),
  ];
};

/** One source pushes several people, once each; the later ones carry the verdict. Who `givesIn` approves, last of all. */
function spray(scene: Scene, givesIn: Person | null): SignIn[] {
  const source = foreignSource(scene);
  const application = exposedApplication(scene);
  const others = companions(scene, 5);
  return (givesIn === null ? [scene.target, ...others] : [...others, givesIn]).map((person, index) => {
    const reason = scene.random.chance(0.7) ? 'no_response' : 'user_mistake';
    const answer =
      person === givesIn
        ? ({ result: 'success', reason: 'user_approved' } as const)
        : ({ result: 'denied', reason } as const);
    const push = { application, factor: 'duo_push', ...answer };
    const ms = moment(scene, index * 50 + scene.random.int(25), index * 0.8);
    return index < 2
      ? attempt(scene, person, source, ms, push)
      : attempt(scene, person, source, ms, {
          ...push,
          verdict: verdictOf(['PUSH_SPRAY'], { occurrences: index + 1 }),
        });
  });
}

/** A spray that everybody refuses. */
export const pushSpray: Campaign = (scene) => spray(scene, null);

/** A spray that the target approves, tired or in a hurry: one of six is all that it takes. */
export const pushSprayGivenIn: Campaign = (scene) => spray(scene, scene.target);

/** Duo itself refuses a push that looks wrong. */
export const anomalousPush: Campaign = (scene) => {
  const source = foreignSource(scene);
  return [
    ...refusedPushes(scene, source, 1, 9),
    attempt(scene, scene.target, source, moment(scene, 80, 1), {
      application: exposedApplication(scene),
      factor: 'duo_push',
      result: 'denied',
      reason: 'anomalous_push',
      phoneAnswers: false,
    }),
  ];
};

/** Harassment that Duo sees but, being in shadow mode, does not act on. */
export const shadowMode: Campaign = (scene) => refusedPushes(scene, foreignSource(scene), 4, 3, true);
