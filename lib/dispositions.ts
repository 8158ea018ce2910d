import type { ScopeName, Verdict } from '@/domain/dispositions/disposition';
import { BAND_FACTS } from '@/domain/bands';
import { parseNetwork } from '@/domain/network';
import { DECIDED_AS } from '@/domain/dispositions/disposition';
import type { DecidedAs, DispositionBrief, DispositionEffect } from '@/domain/views/disposition';
import type { Hider, RegisterPart } from '@/domain/views/hidden';
import type { EventRow } from '@/domain/views/person';
import { formatCountOf } from '@/lib/format/number';
import type { Tone } from '@/lib/status-words';

const DAY_MS = 86_400_000;

/** What an analyst may decide, with the key that chooses it and what it does. */
export const VERDICT_FACTS: Readonly<
  Record<
    Verdict,
    { readonly label: string; readonly tone: Tone; readonly key: string; readonly does: string }
  >
> = {
  confirmed: {
    label: 'Confirmed',
    tone: 'bad',
    key: 'c',
    does: 'It was an attack. It counts as before and is shown as confirmed.',
  },
  benign: {
    label: 'Benign',
    tone: 'quiet',
    key: 'b',
    does: 'It happened and is harmless: a drill, a journey, the office. It leaves the score.',
  },
  false_positive: {
    label: 'False positive',
    tone: 'quiet',
    key: 'f',
    does: 'It is not what it was taken for. It leaves the score.',
  },
};

export const VERDICT_NAMES: readonly Verdict[] = ['confirmed', 'benign', 'false_positive'];

/** Events by what was decided of them, as lists are narrowed by it. */
export const DECIDED_LABELS: Readonly<Record<DecidedAs, string>> = {
  counted: 'All that count',
  dismissed: 'All that were dismissed',
  open: 'Undecided',
  confirmed: VERDICT_FACTS.confirmed.label,
  benign: VERDICT_FACTS.benign.label,
  false_positive: VERDICT_FACTS.false_positive.label,
};

/** What an address says of it, or null. */
export function parseDecided(value: string | string[] | null | undefined): DecidedAs | null {
  return DECIDED_AS.find((decided) => decided === value) ?? null;
}

const REGISTER_PARTS: readonly RegisterPart[] = ['holding', 'waiting', 'ended'];

/** The part of the register that an address names: what is in force where it names none. */
export function parseRegisterPart(value: string | string[] | null | undefined): RegisterPart {
  return REGISTER_PARTS.find((part) => part === value) ?? 'holding';
}

const REGISTER_HIDERS: readonly Hider[] = ['disposition', 'egress', 'retry_loop', 'detector_off'];

/** What hides the events that an address asks for: decisions where it names nothing. */
export function parseHider(value: string | string[] | null | undefined): Hider {
  return REGISTER_HIDERS.find((hider) => hider === value) ?? 'disposition';
}

/** Whether an event is left out of the score. */
export function isLeftOut({ disposition }: Pick<EventRow, 'disposition'>): boolean {
  return disposition !== null && disposition.verdict !== 'confirmed';
}

export const STATE_WORDS: Readonly<Record<DispositionBrief['state'], string>> = {
  proposed: 'Waits for approval',
  holding: 'In force',
  expired: 'Expired: new events count',
  undone: 'Undone',
  refused: 'Refused',
  withdrawn: 'Withdrawn',
};

/** For how long events that are new stay covered. */
export const EXPIRIES = [
  { id: '7', label: '7 days' },
  { id: '30', label: '30 days' },
  { id: '90', label: '90 days' },
  { id: '365', label: 'a year' },
  { id: 'never', label: 'no expiry' },
  { id: 'day', label: 'until…' },
] as const;
export type Expiry = (typeof EXPIRIES)[number]['id'];

/** What a member has chosen in the form of a decision. */
export interface DecisionDraft {
  readonly verdict: Verdict;
  readonly scope: ScopeName;
  readonly network: string;
  /** Of a network or application only the kind of the event. */
  readonly kindOnly: boolean;
  readonly expiry: Expiry;
  /** The instant that was chosen, where it is not a number of days. Epoch milliseconds. */
  readonly until: number | null;
}

/** What the form holds before anything is chosen. */
export function firstDraft(verdict: Verdict, event: Pick<EventRow, 'from'>): DecisionDraft {
  return {
    verdict,
    scope: 'event',
    network: event.from.ip ?? '',
    kindOnly: false,
    expiry: '30',
    until: null,
  };
}

/**
 * A draft as the server takes it, without its reason; null while it cannot be asked about. `now` is cut to the minute, so
 * that a draft that stays the same asks the same.
 */
export function wishOf(
  draft: DecisionDraft,
  event: Pick<EventRow, 'id' | 'kind' | 'person' | 'application'>,
  now: number,
): Record<string, string> | null {
  const { verdict, scope } = draft;
  if (scope === 'event') return { verdict, scope, event: event.id };
  const expiresAt = expiryOf(draft, now);
  if (expiresAt === undefined) return null;
  const shared = {
    verdict,
    scope,
    ...(expiresAt === null ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
  };
  if (scope === 'person_kind') return { ...shared, person: event.person.id, kind: event.kind };
  const kind = draft.kindOnly ? { kind: event.kind } : {};
  if (scope === 'network')
    return parseNetwork(draft.network) === null
      ? null
      : { ...shared, ...kind, network: draft.network.trim() };
  return event.application === null ? null : { ...shared, ...kind, application: event.application };
}

/** The same of a whole network, for everybody and every kind, where no event is at hand to draft from. */
export function networkWish(
  { verdict, network, expiry }: Pick<DecisionDraft, 'verdict' | 'network' | 'expiry'>,
  now: number,
): Record<string, string> | null {
  const expiresAt = expiryOf({ expiry, until: null }, now);
  if (expiresAt === undefined) return null;
  const wish = { verdict, scope: 'network', network };
  return expiresAt === null ? wish : { ...wish, expiresAt: new Date(expiresAt).toISOString() };
}

/** When the draft expires: null for never, undefined while no instant is chosen. */
function expiryOf(
  { expiry, until }: Pick<DecisionDraft, 'expiry' | 'until'>,
  now: number,
): number | null | undefined {
  if (expiry === 'never') return null;
  if (expiry === 'day') return until ?? undefined;
  return Math.floor(now / 60_000) * 60_000 + Number(expiry) * DAY_MS;
}

/** The networks that one is likely to mean by an address: itself, and what lies around it. */
export function networksAround(ip: string | null): string[] {
  if (ip === null) return [];
  const around = ip.includes(':') ? [128, 64, 48] : [32, 24, 16];
  return around.flatMap((prefix) => parseNetwork(ip, prefix)?.text ?? []);
}

/** What a decision does, in a sentence: "14 events leave the score, and 3 people fall a band." */
export function effectSentence(effect: DispositionEffect): string {
  const { events, dismissed, counted, fall, rise } = effect;
  if (events === 0) return 'No event that is known comes under it now.';
  const parts = [
    ...(dismissed > 0 ? [`${formatCountOf(dismissed, 'event leaves', 'events leave')} the score`] : []),
    ...(counted > 0 ? [`${formatCountOf(counted, 'event counts', 'events count')} again`] : []),
  ];
  if (parts.length === 0)
    return `${formatCountOf(events, 'event is', 'events are')} marked, and no score changes.`;
  const bands = [
    ...(fall > 0 ? [`${formatCountOf(fall, 'person falls', 'people fall')} a band`] : []),
    ...(rise > 0 ? [`${formatCountOf(rise, 'person rises', 'people rise')} a band`] : []),
  ];
  return `${parts.join(', ')}, and ${bands.length === 0 ? 'nobody changes band' : bands.join(', ')}.`;
}

/** One person's change, as in "7.3 High → 1.9 Very Low". */
export function moveWords({ from, to }: DispositionEffect['moves'][number]): string {
  return `${from.shown} ${BAND_FACTS[from.band].label} → ${to.shown} ${BAND_FACTS[to.band].label}`;
}
