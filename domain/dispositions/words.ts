import { EVENT_CATALOGUE, parseEventKind } from '@/domain/event-catalogue';
import type { ScopeName } from './disposition';

/** What a disposition covers, as a person would say it: "Push harassment of Ada Byron". */
export function subjectWords(covers: {
  readonly scope: ScopeName;
  readonly kind: string | null;
  readonly person: string | null;
  readonly network: string | null;
  readonly application: string | null;
}): string {
  const kind = covers.kind === null ? null : labelOf(covers.kind);
  const person = covers.person ?? 'a person who is gone';
  switch (covers.scope) {
    case 'event':
      return kind === null ? 'One event that is no longer kept' : `One event: ${kind} of ${person}`;
    case 'person_kind':
      return `${kind ?? 'Every event'} of ${person}`;
    case 'network':
      return `${kind ?? 'Everything'} from ${covers.network ?? ''}`;
    case 'application':
      return `${kind ?? 'Everything'} at ${covers.application ?? ''}`;
  }
}

function labelOf(kind: string): string {
  const known = parseEventKind(kind);
  return known === null ? kind : EVENT_CATALOGUE[known].label;
}
