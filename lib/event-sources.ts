import type { EventDetail, EventRow } from '@/domain/views/person';

type Evidence = Pick<
  EventDetail['evidence'][number],
  'stream' | 'occurredAt' | 'ip' | 'country' | 'application'
>;

/** The sign-ins that an event rests on, as one span with the places and applications of all of them. */
export interface EventSources {
  readonly signIns: number;
  /** ISO instants, where they are not the same. */
  readonly span: { readonly first: string; readonly last: string } | null;
  /** Other addresses than the one that the event names, each once, in the order in which they came. */
  readonly otherAddresses: readonly { readonly ip: string; readonly country: string | null }[];
  /** Other applications than the one that the event names. */
  readonly otherApplications: readonly string[];
}

/** @param evidence oldest first, as far as it is kept */
export function eventSources(
  { from, application }: Pick<EventRow, 'from' | 'application'>,
  evidence: readonly Evidence[],
): EventSources {
  const signIns = evidence.filter(({ stream }) => stream === 'authentication');
  const first = signIns[0]?.occurredAt;
  const last = signIns.at(-1)?.occurredAt;
  const addresses = new Map<string, string | null>();
  for (const { ip, country } of signIns) {
    if (ip !== null && ip !== from.ip && !addresses.has(ip)) addresses.set(ip, country);
  }
  const applications = new Set(signIns.map((one) => one.application).filter((name) => name !== null));
  return {
    signIns: signIns.length,
    span: first === undefined || last === undefined || first === last ? null : { first, last },
    otherAddresses: [...addresses].map(([ip, country]) => ({ ip, country })),
    otherApplications: [...applications].filter((name) => name !== application),
  };
}
