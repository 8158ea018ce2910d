import type { Finding } from './derive';
import type { Sighting } from './sighting';
import { HOUR_MS } from './terms';
import type { Thresholds } from './thresholds';

/** It counts once in so many days: a takeover often enrols several devices. */
export const REGISTRATION_DAYS = 7;

/** Something done to a person after which an enrolment is suspicious. */
export interface Attack {
  /** The kind's label in a sentence, such as "push harassment". */
  readonly what: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * `risky_device_registration`: a device was enrolled within a day of refused pushes, an approval that gave in, an
 * unfamiliar sign-in, a report of fraud or a bypass; or from an unfamiliar source. Somebody's first enrolment is no
 * sign of anything. The log of sign-ins tells of enrolments on the way to an application; those in the self-service
 * portal or by an administrator stand in the activity log, those of computers in that of offline enrolments
 * (`registration-act.ts`). What several logs tell of one act is one event.
 *
 * @param attacks what was done to the person, in any order
 */
export function detectRiskyRegistration(
  enrolment: Sighting,
  isFirst: boolean,
  attacks: readonly Attack[],
  { registrationHours }: Thresholds,
): Finding | null {
  const { signal, at, success, unfamiliar } = enrolment;
  if (signal.record.eventType !== 'enrollment' || !success || isFirst) return null;
  const attack = attacks
    .filter((before) => before.at <= at && before.at > at - registrationHours * HOUR_MS)
    .sort((a, b) => b.at - a.at || (a.what < b.what ? -1 : 1))[0];
  if (attack === undefined && !unfamiliar) return null;
  return {
    subject: '',
    confidence: 0.8,
    measured: attack === undefined ? {} : { after: attack.what, spanMs: at - attack.at },
  };
}
