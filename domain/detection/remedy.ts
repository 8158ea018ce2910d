import type { CandidateFacts } from '@/domain/detection/candidate';
import { EVENT_CATALOGUE, type EventKind } from '@/domain/event-catalogue';

const REMEDY_OF_LOOP =
  'Find the client that asks by itself, such as a mail program or a VPN with an old session, and sign it in anew. If the person knows of none, somebody has the password: change it.';

/** What to do about an event: what its kind says, unless it is a client that retries by itself. */
export function remedyOf({
  kind,
  facts,
}: {
  readonly kind: EventKind;
  readonly facts: CandidateFacts;
}): string {
  return facts.measured?.['retryLoop'] === true ? REMEDY_OF_LOOP : EVENT_CATALOGUE[kind].remedy;
}
