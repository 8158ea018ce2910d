import { z } from 'zod';
import { EVENT_CATALOGUE, parseEventKind } from '@/domain/event-catalogue';

/** Actions of the audit log that looked in passing: many of them, which may be left out. */
export const LOOKS: readonly string[] = [
  ...['get-profile', 'get-person-habits', 'get-person-history', 'get-person-care'],
  ...['get-event', 'get-signal'],
];

/** Actions of the audit log that only looked. To reveal a name is one that somebody gave a reason for. */
export const VIEWINGS: readonly string[] = [...LOOKS, 'reveal-person'];

/** What an entry of the audit log holds of an act, as far as a sentence needs it. */
export interface DoneAct {
  readonly action: string;
  readonly before: unknown;
  readonly after: unknown;
}

const text = z.string().nullish().catch(null);
const actSchema = z
  .object({
    ...{ at: text, reading: text, format: text, checksum: text, kind: text, occurredAt: text },
    ...{ own: text, owner: text, step: text, note: text, verdict: text, reason: text },
    ...{ name: text, act: text },
    changed: z.number().nullish().catch(null),
    acknowledged: z.boolean().nullish().catch(null),
    done: z.boolean().nullish().catch(null),
  })
  .partial()
  .catch({});

/** What was done, as it goes on after a name; with an instant in the middle, where it is about one. */
export interface HistoryWords {
  readonly did: string;
  /** ISO 8601, to be told in the zone of whoever reads it. */
  readonly of: string | null;
  readonly more: string;
}

/** What somebody did: “ticked the step “Call her””. */
export function actWords({ action, before, after }: DoneAct): HistoryWords {
  const was = actSchema.parse(before ?? {});
  const is = actSchema.parse(after ?? {});
  switch (action) {
    case 'get-profile':
      return isText(is.at)
        ? words('viewed this profile as', is.at, is.reading === 'hindsight' ? ', with hindsight' : '')
        : words('viewed this profile');
    case 'get-signal':
      return words('opened a raw record', is.occurredAt);
    case 'reveal-person':
      return words('revealed who this is, for an hour', null, because(is.reason));
    case 'export-evidence':
      return words('took out the evidence', is.at, `, checksum ${(is.checksum ?? '').slice(0, 12)}…`);
    default:
      return words(changeWords(action, was, is));
  }
}

type Act = z.infer<typeof actSchema>;

function changeWords(action: string, was: Act, is: Act): string {
  switch (action) {
    case 'get-person-habits':
      return 'looked at the habits, without the profile';
    case 'get-person-history':
      return 'looked at the history, without the profile';
    case 'get-person-care':
      return 'looked at the notes and next steps, without the profile';
    case 'get-event':
      return `opened the raw records behind ${kindWords(is.kind)}`;
    case 'set-criticality':
      return criticalityWords(is);
    case 'set-criticality-of-people':
      return `${criticalityWords(is)}${withOthers(is)}`;
    case 'change-watchlist-people':
      return `${is.act === 'remove' ? 'took this person off' : 'put this person on'} the watchlist ${quoted(is.name)}${withOthers(is)}`;
    case 'set-person-care':
      return careWords(was, is);
    case 'add-person-step':
      return `added the step ${quoted(is.step)}`;
    case 'tick-person-step':
      return `${is.done === true ? 'ticked' : 'opened again'} the step ${quoted(is.step)}`;
    case 'remove-person-step':
      return `removed the step ${quoted(was.step)}`;
    case 'add-person-note':
      return `noted ${quoted(is.note)}`;
    case 'change-person-note':
      return `changed the note ${quoted(was.note)} to ${quoted(is.note)}`;
    case 'remove-person-note':
      return `removed the note ${quoted(was.note)}`;
    case 'decide-events':
      return `decided ${verdictWords(is.verdict)} of ${kindWords(is.kind)}${because(is.reason)}`;
    case 'approve-disposition':
      return `agreed that ${kindWords(is.kind)} is ${verdictWords(is.verdict)}`;
    case 'refuse-disposition':
      return `refused that ${kindWords(is.kind)} is ${verdictWords(is.verdict)}`;
    case 'withdraw-disposition':
    case 'undo-disposition':
      return `took back that ${kindWords(is.kind)} is ${verdictWords(is.verdict)}`;
    default:
      return `did ${action.replaceAll('-', ' ')}`;
  }
}

function criticalityWords({ own }: Act): string {
  return isText(own) ? `set the criticality to ${own}` : 'left the criticality to the groups';
}

/** Of what was done to several people at once. */
function withOthers({ changed }: Act): string {
  const others = (changed ?? 1) - 1;
  return others < 1 ? '' : ` together with ${others} other ${others === 1 ? 'person' : 'people'}`;
}

function careWords(was: Act, is: Act): string {
  const parts = [
    ...(was.owner === is.owner || (!isText(was.owner) && !isText(is.owner))
      ? []
      : [isText(is.owner) ? `made ${is.owner} the owner` : `took ${was.owner ?? 'the owner'} off`]),
    ...((was.acknowledged ?? false) === is.acknowledged
      ? []
      : [is.acknowledged === true ? 'acknowledged what was done' : 'took the acknowledgement back']),
  ];
  return parts.length === 0 ? 'acknowledged what was done once more' : parts.join(' and ');
}

/** What Parapet did with an event when a version of it was written or ended. */
export function eventWords({
  kind,
  occurredAt,
  confidence,
  did,
}: {
  readonly kind: string;
  /** ISO 8601. */
  readonly occurredAt: string;
  readonly confidence: number;
  readonly did: 'found' | 'changed' | 'took_back';
}): HistoryWords {
  const what = kindWords(kind);
  switch (did) {
    case 'found':
      return words(`recognised ${what}`, occurredAt, `, confidence ${round(confidence)}`);
    case 'changed':
      return words(
        `looked again at ${what}`,
        occurredAt,
        `, confidence ${round(confidence)} with what came since`,
      );
    case 'took_back':
      return words(`took back ${what}`, occurredAt, ': what is known no longer supports it');
  }
}

function words(did: string, of: string | null | undefined = null, more = ''): HistoryWords {
  return { did, of: isText(of) ? of : null, more };
}

function isText(value: string | null | undefined): value is string {
  return value !== null && value !== undefined && value !== '';
}

function kindWords(kind: string | null | undefined): string {
  const known = parseEventKind(kind ?? null);
  if (known === null) return 'an identity event';
  // Within a sentence, but ASN stays ASN.
  const { label } = EVENT_CATALOGUE[known];
  return label.slice(0, 1).toLowerCase() + label.slice(1);
}

function verdictWords(verdict: string | null | undefined): string {
  return (verdict ?? 'nothing').replace('_', ' ');
}

function because(reason: string | null | undefined): string {
  return isText(reason) ? `: ${reason}` : '';
}

function quoted(said: string | null | undefined): string {
  return `“${said ?? ''}”`;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
