import { hashText, mix } from '../random';
import type { SignIn } from './sign-in';
import type { Explanation, TrustEvent } from './write-trust-event';

const TRUST_STREAM = 505;
const ONE_IN = 900;

const REASONS: readonly ((name: string, application: string) => readonly Explanation[])[] = [
  (name) => [
    { type: 'NEW_NETBLOCK', summary: `${name} has not logged in from this IP recently.` },
    { type: 'UNUSUAL_NETBLOCK', summary: `${name} has rarely used this IP.` },
  ],
  (name, application) => [
    { type: 'NEW_IKEY', summary: `${name} has not logged in to ${application} recently.` },
  ],
  (name) => [{ type: 'UNUSUAL_TIME_OF_DAY', summary: `${name} rarely signs in at this time of day.` }],
  (name) => [{ type: 'NEW_DEVICE', summary: `${name} has not used this device before.` }],
  (name) => [{ type: 'NEW_FACTOR', summary: `${name} has not used this factor recently.` }],
  (name, application) => [
    { type: 'UNUSUAL_IKEY', summary: `${name} has rarely logged in to ${application}.` },
    { type: 'UNUSUAL_DEVICE', summary: `${name} has rarely used this device.` },
  ],
  (name) => [{ type: 'UNUSUAL_FACTOR', summary: `${name} has rarely used this factor.` }],
];

/** What Trust Monitor makes of an ordinary sign-in: one in several hundred is unusual enough to be shown. */
export function everydayTrustEvent(signIn: SignIn): TrustEvent | null {
  const variety = mix(TRUST_STREAM, hashText(signIn.txid));
  if (!signIn.person || signIn.eventType !== 'authentication' || variety % ONE_IN !== 0) return null;
  const reason = REASONS[Math.floor(variety / ONE_IN) % REASONS.length] ?? REASONS[0];
  return {
    type: 'auth',
    origin: signIn.txid,
    signIn,
    surfacedMs: Math.floor(signIn.micros / 1000) + 60_000 + (variety % 900_000),
    explanations: reason?.(signIn.username, signIn.application.name) ?? [],
    priorityCountry: null,
  };
}
