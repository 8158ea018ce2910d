import type { VerdictForce } from '@/domain/authentication-record';
import type { CandidateFacts, CandidateSource, Outcome } from '@/domain/detection/candidate';
import type { EventKind } from '@/domain/event-catalogue';

/** What a sentence about an event is made from; a stored event and a candidate both have it. */
export interface Explained {
  readonly kind: EventKind;
  readonly facts: CandidateFacts;
  readonly outcome: Outcome;
  readonly sources: readonly CandidateSource[];
}

/** How seriously Duo took what it saw. */
export const FORCE_WORDS: Readonly<Record<VerdictForce, string>> = {
  enforced: '',
  shadow: ' (in shadow mode)',
  preview: ' (in preview)',
  suppressed: ' (and took it back)',
};

export const FACTOR_WORDS: Readonly<Record<string, string>> = {
  duo_push: 'push',
  phone_call: 'phone call',
  sms_passcode: 'SMS passcode',
  sms_refresh: 'SMS passcode',
  duo_mobile_passcode: 'Duo Mobile passcode',
  bypass_code: 'bypass code',
  remembered_device: 'remembered device',
  trusted_network: 'trusted network',
  not_available: 'sign-in',
};

/** " from 197.210.64.12, Lagos, Nigeria", or nothing. */
export function origin({ ip, city, country }: CandidateFacts): string {
  const places = [ip, city, country].filter((part) => part !== null);
  return places.length === 0 ? '' : ` from ${places.join(', ')}`;
}

/** "in the Netherlands", "in Germany": the names of some countries take an article inside a sentence. */
export function inCountry(name: string): string {
  return ARTICLED.test(name) ? `in the ${name}` : `in ${name}`;
}

const ARTICLED =
  /^(United |Netherlands$|Philippines$|Bahamas$|Gambia$|Maldives$|Seychelles$|Comoros$|Marshall Islands$|Solomon Islands$)|(Republic|Islands|Territory|Territories)$/;

/** "no_response" as people write it. */
export function spaced(word: string): string {
  return word.replace(/_/g, ' ');
}
