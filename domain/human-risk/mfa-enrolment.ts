import type { PostureUser } from './posture';
import { ENROLMENT_STATES, type EnrolmentState } from './posture-state';
import { leftOut, type RiskReading } from './risk-reading';

/** Points of each state. Source: the design's table; an open door is worse than one that is locked for everybody. */
const POINTS: Readonly<Record<EnrolmentState, number>> = {
  not_enrolled: 10,
  bypass: 9,
  no_factor: 8,
  locked_out: 4,
  enrolled: 0,
};

/** Users who cannot sign in at all. */
const CLOSED: readonly string[] = ['disabled', 'pending deletion'];

/** How one user stands; null where the directory does not say. Who cannot sign in stands nowhere. */
export function enrolmentState(user: PostureUser): EnrolmentState | null {
  if (user.gone || CLOSED.includes(user.status)) return null;
  if (user.status === 'bypass') return user.enrolled === false ? 'not_enrolled' : 'bypass';
  if (user.enrolled === false) return 'not_enrolled';
  if (user.usable === false) return 'no_factor';
  if (user.status === 'locked out') return 'locked_out';
  return user.enrolled === true ? 'enrolled' : null;
}

/** The worst of somebody's users counts: one open door is enough. */
export function worstEnrolment(users: readonly PostureUser[]): EnrolmentState | null {
  const states = users.flatMap((user) => enrolmentState(user) ?? []);
  return ENROLMENT_STATES.find((state) => states.includes(state)) ?? null;
}

/** The category MFA enrolment. */
export function mfaEnrolment(users: readonly PostureUser[]): RiskReading {
  const state = worstEnrolment(users);
  if (state === null) return leftOut('mfa_enrolment', whyUnknown(users));
  const evidence = users.flatMap((user) => {
    const own = enrolmentState(user);
    return own === null ? [] : [{ what: SENTENCES[own](user.username), points: POINTS[own], at: null }];
  });
  return { category: 'mfa_enrolment', value: POINTS[state], leftOut: null, evidence };
}

const SENTENCES: Readonly<Record<EnrolmentState, (username: string) => string>> = {
  not_enrolled: (name) =>
    `${name} is not enrolled: no second factor is asked for, or no sign-in is possible.`,
  bypass: (name) => `${name} is in bypass: signs in with the password alone.`,
  no_factor: (name) => `${name} is enrolled, and nothing is registered to approve with.`,
  locked_out: (name) => `${name} is locked out after too many failed sign-ins.`,
  enrolled: (name) => `${name} is enrolled.`,
};

function whyUnknown(users: readonly PostureUser[]): string {
  if (users.length === 0) return 'No directory that was read knows this person.';
  const present = users.filter(({ gone }) => !gone);
  if (present.length === 0) return 'This person has left the directory.';
  if (present.every(({ status }) => CLOSED.includes(status)))
    return 'The directory has switched this person off: nobody can sign in as them.';
  return 'The directory does not say whether this person is enrolled.';
}
