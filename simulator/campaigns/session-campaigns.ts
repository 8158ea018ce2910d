import {
  attempt,
  companions,
  exposedApplication,
  foreignSource,
  moment,
  usualSource,
  verdictOf,
  type Campaign,
} from './campaign';
import type { SignIn, Verdict } from '../records/sign-in';

const GUESSED_NAMES = [
  'admin',
  'info',
  'sales',
  'p.smith',
  'm.jones',
  'support',
  'invoice',
  'reception',
  'hr',
];

/** One source tries names and passwords from a list: some unknown to Duo, some of real people. */
export const credentialStuffing: Campaign = (scene) => {
  const source = foreignSource(scene);
  const application = exposedApplication(scene);
  const people = [scene.target, ...companions(scene, 2)];
  const names = scene.random.shuffle(GUESSED_NAMES).slice(0, 5);
  const unknown = names.map((username, index): SignIn => {
    const ms = moment(scene, index * 12, index * 0.3);
    const outcome = {
      application,
      factor: 'not_available',
      result: 'denied',
      reason: 'deny_unenrolled_user',
    } as const;
    const tried = attempt(scene, scene.target, source, ms, { ...outcome, phoneAnswers: false });
    return { ...tried, person: null, username };
  });
  const known = people.map((person, index) =>
    attempt(scene, person, source, moment(scene, (names.length + index) * 12, 1.6 + index * 0.5), {
      application,
      factor: 'duo_mobile_passcode',
      result: 'denied',
      reason: 'invalid_passcode',
      phoneAnswers: false,
      verdict: verdictOf(['CREDENTIAL_STUFFING'], { occurrences: names.length + index + 1 }),
    }),
  );
  return [...unknown, ...known];
};

/** Wrong codes until Duo locks the person out. */
export const lockedOut: Campaign = (scene) => {
  const source = foreignSource(scene);
  const application = exposedApplication(scene);
  return Array.from({ length: 6 }, (_, index) =>
    attempt(scene, scene.target, source, moment(scene, index * 25, index * 0.6), {
      application,
      factor: 'duo_mobile_passcode',
      result: 'denied',
      reason: index < 5 ? 'invalid_passcode' : 'locked_out',
      phoneAnswers: false,
    }),
  );
};

/** A remembered-device cookie that does not belong to the device that shows it. */
export const tamperedCookie: Campaign = (scene) => {
  const source = foreignSource(scene);
  const application = exposedApplication(scene);
  const verdict = verdictOf(['TAMPERED_COOKIE']);
  return [
    attempt(scene, scene.target, source, moment(scene, 0, 0), {
      application,
      factor: 'remembered_device',
      result: 'denied',
      reason: 'denied_by_policy',
      phoneAnswers: false,
      verdict,
    }),
    attempt(scene, scene.target, source, moment(scene, 40, 1.2), {
      application,
      factor: 'duo_push',
      result: 'denied',
      reason: 'no_response',
      verdict,
    }),
  ];
};

/** A detector with a name that is in no documentation: Duo may add one any day. */
export const unknownDetector: Campaign = (scene) => [
  attempt(scene, scene.target, foreignSource(scene), moment(scene, 0, 0), {
    application: exposedApplication(scene),
    factor: 'duo_push',
    result: 'denied',
    reason: 'user_mistake',
    verdict: verdictOf(['SESSION_REPLAY_V2']),
  }),
];

/** A success that Duo trusts little: the policy asked for a stronger factor, or would have (`changes`). */
const lowTrust =
  (detectors: readonly string[], changes: Partial<Verdict>): Campaign =>
  (scene) => {
    const usual = usualSource(scene.target);
    const { ip } = foreignSource(scene);
    return [
      attempt(scene, scene.target, { ...usual, ip }, moment(scene, 0, 0), {
        application: exposedApplication(scene),
        factor: 'duo_push',
        result: 'success',
        reason: 'user_approved',
        verdict: verdictOf(detectors, changes),
      }),
    ];
  };

/** Trust LOW, with the risk policy in force. */
export const lowTrustEnforced = lowTrust([], {});

/** Trust LOW and a detector named, in preview: nothing was enforced. */
export const lowTrustPreview = lowTrust(['NOVEL_ASN'], {
  place: 'assessment',
  preview: true,
  policyEnabled: false,
});
