import { addressIn } from '../organisation/make-organisation';
import { makeAttackerComputer } from '../organisation/devices';
import {
  attempt,
  exposedApplication,
  foreignSource,
  moment,
  usualSource,
  verdictOf,
  type Campaign,
  type Source,
} from './campaign';

/** A sign-in from a network nobody here has used; the code was right. */
export const novelAsn: Campaign = (scene) => {
  const place = scene.target.office.place;
  const source: Source = {
    ip: `${scene.random.pick([45, 104, 147])}.${addressIn(place, scene.random).split('.').slice(1).join('.')}`,
    place,
    computer: makeAttackerComputer(scene.random),
  };
  return [
    attempt(scene, scene.target, source, moment(scene, 0, 0), {
      application: exposedApplication(scene),
      factor: 'duo_mobile_passcode',
      result: 'success',
      reason: 'valid_passcode',
      phoneAnswers: false,
      verdict: verdictOf(['NOVEL_ASN'], { place: 'assessment' }),
    }),
  ];
};

/** Access from one country, the phone in another; the person notices and says no. */
export const countryCodeMismatch: Campaign = (scene) => {
  const source = foreignSource(scene);
  const push = {
    application: exposedApplication(scene),
    factor: 'duo_push',
    result: 'denied',
    reason: 'user_mistake',
    verdict: verdictOf(['COUNTRY_CODE_MISMATCH'], {
      countryAccess: source.place.code,
      countryAuth: scene.target.office.place.code,
    }),
  } as const;
  return [
    attempt(scene, scene.target, source, moment(scene, 0, 0), push),
    attempt(scene, scene.target, source, moment(scene, 120, 1.5), push),
  ];
};

/** At home, and less than an hour later on another continent. */
export const unrealisticTravel: Campaign = (scene) => {
  const source = foreignSource(scene);
  const application = exposedApplication(scene);
  return [
    attempt(scene, scene.target, usualSource(scene.target), moment(scene, 0, 0), {
      application,
      factor: scene.target.factor,
      result: 'success',
      reason: 'user_approved',
    }),
    attempt(scene, scene.target, source, moment(scene, 40 * 60, 2), {
      application,
      factor: 'duo_push',
      result: 'denied',
      reason: 'no_response',
      verdict: verdictOf(['UNREALISTIC_TRAVEL'], { velocity: scene.random.between(1400, 9800) }),
    }),
  ];
};

/** Access far from the phone, in the same country where the country is large enough. */
export const deviceDistance: Campaign = (scene) => {
  const far = scene.target.office.place.farCity;
  const source: Source = far
    ? { ip: addressIn(far, scene.random), place: far, computer: makeAttackerComputer(scene.random) }
    : foreignSource(scene);
  return [
    attempt(scene, scene.target, source, moment(scene, 0, 0), {
      application: exposedApplication(scene),
      factor: 'duo_push',
      result: 'denied',
      reason: 'user_mistake',
      verdict: verdictOf(['DEVICE_DISTANCE'], { place: 'attacks' }),
    }),
  ];
};

/** A mismatch that Duo suppresses, because it knows the address: somebody on a trip, on an office's network. */
export const suppressedKnownIp: Campaign = (scene) => {
  const offices = scene.organisation.people.map(({ office }) => office);
  const other = offices.find(({ place }) => place.code !== scene.target.office.place.code);
  const source: Source = other
    ? { ip: other.egressIps[0] ?? scene.target.homeIp, place: other.place, computer: scene.target.computer }
    : usualSource(scene.target);
  return [
    attempt(scene, scene.target, source, moment(scene, 0, 0), {
      application: exposedApplication(scene),
      factor: 'duo_push',
      result: 'success',
      reason: 'user_approved',
      verdict: verdictOf(['COUNTRY_CODE_MISMATCH'], {
        place: 'attacks',
        trustLevel: 'NORMAL',
        suppressed: 'KNOWN_IP',
        countryAccess: source.place.code,
        countryAuth: scene.target.office.place.code,
      }),
    }),
  ];
};

/** Refused before any factor, twice, for a reason that lies in the address. */
const refusedFor =
  (reason: 'anonymous_ip' | 'denied_network'): Campaign =>
  (scene) => {
    const source = foreignSource(scene);
    const outcome = {
      application: exposedApplication(scene),
      factor: 'not_available',
      result: 'denied',
      reason,
      phoneAnswers: false,
    } as const;
    return [0, 1].map((step) =>
      attempt(scene, scene.target, source, moment(scene, step * 90, step), outcome),
    );
  };

/** The address belongs to an anonymising service. */
export const anonymousIp = refusedFor('anonymous_ip');

/** The policy denies the network that the address is in. */
export const deniedNetwork = refusedFor('denied_network');
