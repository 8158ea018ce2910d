import { Random, hashText, mix } from '../random';
import { asciiJson } from './ascii-json';
import type { Entry } from './log';
import type { SignIn } from './sign-in';
import { wholeSecond } from './write-act';

const OFFLINE_STREAM = 502;
const ONE_IN = 250;

/**
 * The record of `/admin/v1/logs/offline_enrollment` that follows a sign-in to a Windows computer now and then: the
 * person sets up, renews or loses the way in without a network. Null for nearly all sign-ins.
 */
export function offlineEnrollmentOf(signIn: SignIn): Entry | null {
  const { application, computer, person, result } = signIn;
  if (!person || result !== 'success' || !application.name.startsWith('Windows')) return null;
  const variety = hashText(signIn.txid);
  if (computer.os !== 'Windows' || variety % ONE_IN >= 40) return null;
  const action = new Random(mix(OFFLINE_STREAM, variety)).weighted([
    [7, 'o2fa_user_provisioned'],
    [2, 'o2fa_user_reenrolled'],
    [1, 'o2fa_user_deprovisioned'],
  ] as const);
  return offlineEnrollment(signIn, action, 60);
}

/** The record of an enrolment, so many seconds after the sign-in that let somebody at the computer. */
export function offlineEnrollment(signIn: SignIn, action: string, seconds = 1): Entry {
  const { application, computer } = signIn;
  const random = new Random(mix(OFFLINE_STREAM, hashText(signIn.txid), seconds));
  const time = wholeSecond(signIn.micros + seconds * 1_000_000);
  const json = asciiJson({
    action,
    description: asciiJson({
      user_agent: 'DuoCredProv/5.1.1.1097 (Windows NT 10.0.22631.4751; x64; Workstation)',
      hostname: computer.hostname,
      factor: 'duo_otp',
    }),
    isotimestamp: time.isotimestamp,
    object: application.name,
    timestamp: time.timestamp,
    username: signIn.username,
  });
  return { ms: time.timestamp * 1000, txid: random.uuid(), json };
}
