import { z } from 'zod';
import { EVENT_CATALOGUE, parseEventKind } from '@/domain/event-catalogue';

/** Actions of the audit log that only looked. */
export const VIEWINGS: readonly string[] = ['get-profile', 'get-event', 'get-signal'];

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
    acknowledged: z.boolean().nullish().catch(null),
    done: z.boolean().nullish().catch(null),
  })
  .partial()
  .catch({});

/** What somebody did, as it goes on after their name: "ticked the step “Call her”". */
export function actWords({ action, before, after }: DoneAct): string {
  const was = actSchema.parse(before ?? {});
  const is = actSchema.parse(after ?? {});
  switch (action) {
    case 'get-profile':
      return isText(is.at)
        ? `viewed this profile as of ${minute(is.at)}${is.reading === 'hindsight' ? ', with hindsight' : ''}`
        : 'viewed this profile';
    case 'get-event':
      return `opened the raw records behind ${kindWords(is.kind)}`;
    case 'get-signal':
      return `opened a raw record${isText(is.occurredAt) ? ` of ${minute(is.occurredAt)}` : ''}`;
    case 'export-evidence':
      return `took out the evidence${isText(is.at) ? ` of ${minute(is.at)}` : ''}, checksum ${(is.checksum ?? '').slice(0, 12)}…`;
    case 'set-criticality':
      return isText(is.own) ? `set the criticality to ${is.own}` : 'left the criticality to the groups';
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

type Act = z.infer<typeof actSchema>;

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
  readonly occurredAt: string;
  readonly confidence: number;
  readonly did: 'found' | 'changed' | 'took_back';
}): string {
  const what = `${kindWords(kind)} of ${minute(occurredAt)}`;
  switch (did) {
    case 'found':
      return `recognised ${what}, confidence ${round(confidence)}`;
    case 'changed':
      return `looked at ${what} again with what came since: confidence ${round(confidence)}`;
    case 'took_back':
      return `took back ${what}: what is known no longer supports it`;
  }
}

function isText(value: string | null | undefined): value is string {
  return value !== null && value !== undefined && value !== '';
}

function kindWords(kind: string | null | undefined): string {
  const known = parseEventKind(kind ?? null);
  return known === null ? 'an identity event' : EVENT_CATALOGUE[known].label.toLowerCase();
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

function minute(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}
